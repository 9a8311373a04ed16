"""Control flow: if, for in its forms, range over everything, switch with fallthrough, labels, goto."""
from .core import *
from .composites import holds_pointers, of, typed, wrapped
from .numbers import int_value

FEW = 3


def header(g, t, d):
    """An expression in the header of a statement: literals need parentheses there."""
    return "(%s)" % g.expr(t, d, constant=False)


@statement(7)
def if_statement(g, d):
    if d <= 0:
        return False
    g.push()
    init = ""
    if g.chance(0.3):
        t, name = g.type(1), g.fresh("v")
        init = "%s := (%s); " % (name, typed(t, g.expr(t, d)))
        g.declare(name, t)
    cond = header(g, BOOL, d)
    if init:
        cond = "use(%s) && %s" % (name, cond)
    g.open("if %s%s {" % (init, cond))
    g.block(g.between(1, 3), d)
    while g.chance(0.35):
        g.indent -= 1
        g.open("} else if %s {" % header(g, BOOL, d))
        g.block(g.between(1, 2), d)
    if g.chance(0.4):
        g.indent -= 1
        g.open("} else {")
        g.block(g.between(1, 3), d)
    g.close()
    g.pop()


def finish(g, l, times, produce, label_ok=True):
    """Emits a loop or switch whose text produce() emits, with its label if that was used."""
    text = g.captured(produce)
    g.end_loop(l, times)
    if l.used:
        g.emit("%s:" % l.label)
    g.lines.append(text)


@statement(5)
def counting_loop(g, d):
    """for i := 0; i < n; i++, now and then with closures that keep i, or that change it forward."""
    times = g.between(1, 5)
    l = d > 0 and g.loop(times)
    if not l:
        return False
    def produce():
        i, t = g.fresh("i"), g.pick([x for x in INTS])
        g.push()
        g.declare(i, t, assign=False)
        r = g.rng.random()
        if r < 0.6:
            g.open("for %s := %s(0); %s < %d; %s++ {" % (i, t, i, times, i))
        elif r < 0.8:
            g.open("for %s := %s(%d); %s > 0; %s-- {" % (i, t, times, i, i))
        else:
            j = g.fresh("i")
            g.declare(j, INT, assign=False)
            g.open("for %s, %s := %s(0), %d; %s < %d && %s; %s, %s = %s+1, %s-1 {" % (i, j, t, g.upto(9), i, times, header(g, BOOL, 1), i, j, i, j))
        g.block(g.between(1, 4), d)
        if r < 0.6 and g.chance(0.2):
            g.emit("func() { %s++ }()" % i)
        g.close()
        g.pop()
    finish(g, l, times, produce)


@statement(2)
def loops_with_closures(g, d):
    """Closures keep the variable of their iteration, and may change it before the next one is made from it."""
    f, i = g.fresh("fs"), g.fresh("i")
    g.emit("var %s []func() int" % f)
    r = g.rng.random()
    if r < 0.5:
        g.open("for %s := 0; %s < %d; %s++ {" % (i, i, g.between(2, 6), i))
        change = g.pick(["", "%s++" % i, "if %s == 1 { %s += 2 }" % (i, i)])
        if change and g.chance(0.5):
            g.emit(change)
        g.emit("%s = append(%s, func() int { %s += %d; return %s })" % (f, f, i, g.upto(3), i) if g.chance(0.5) else
               "%s = append(%s, func() int { return %s })" % (f, f, i))
        if g.chance(0.3):
            g.emit("if %s %% 2 == 0 { continue }" % i)
        if g.chance(0.3):
            g.emit("%s[len(%s)-1]()" % (f, f) if not change else change)
        g.close()
    else:
        k = g.fresh("i")
        g.open("for %s, %s := range %s {" % (k, i, g.pick(["[]int{4, 5, 6}", "[2]int{7, 8}", "[...]int{2: 1}"])))
        g.emit("%s = append(%s, func() int { %s += %s; return %s })" % (f, f, i, k, i))
        g.close()
    j = g.fresh("i")
    g.emit("for _, %s := range %s { show_int(%s(), 0) }" % (j, f, j))
    if g.chance(0.5):
        g.emit("for _, %s := range %s { show_int(%s(), 0) }" % (j, f, j))


@statement(3)
def condition_loop(g, d):
    times = g.between(1, 4)
    l = d > 0 and g.loop(times)
    if not l:
        return False
    def produce():
        i = g.fresh("i")
        g.emit("%s := 0" % i)
        if g.chance(0.5):
            g.open("for (%s) && %s < %d {" % (g.expr(BOOL, d, constant=False), i, times))
            g.emit("%s++" % i)
        else:
            g.open("for {")
            g.emit("if %s++; %s > %d { break }" % (i, i, times))
        g.block(g.between(1, 4), d)
        g.close()
    # The counter stands before the label, in a block of its own.
    g.open("{")
    text = g.captured(produce)
    g.end_loop(l, times)
    first, rest = text.split("\n", 1)
    g.lines.append(first)
    if l.used:
        g.emit("%s:" % l.label)
    g.lines.append(rest)
    g.close()


@statement(6)
def range_loop(g, d):
    times = FEW + 1
    l = d > 0 and g.loop(times)
    if not l:
        return False
    def produce():
        kind = g.pick(["int", "slice", "array", "pointer", "string", "chan", "map", "slice", "variable"])
        g.push()
        over, key, value = ranged(g, kind, d)
        r = g.rng.random()
        declared = []
        if kind == "map" or (key is None and value is None):
            names = ""
        elif r < 0.15:
            names = ""
        elif value is None or r < 0.4:
            declared = [(g.fresh("i"), key)]
        elif r < 0.6:
            declared = [("_", None), (g.fresh("v"), value)]
        else:
            declared = [(g.fresh("i"), key), (g.fresh("v"), value)]
        assigned = False
        if declared and g.chance(0.15):
            targets = ["_" if t is None else g.target(t) for _, t in declared]
            assigned = all(targets)
        if assigned:
            g.open("for %s = range %s {" % (", ".join(targets), over))
        elif declared:
            g.open("for %s := range %s {" % (", ".join(n for n, _ in declared), over))
            for n, t in declared:
                if t is not None:
                    g.declare(n, t)
                    g.emit("_ = %s" % n)
        else:
            g.open("for range %s {" % over)
        g.block(g.between(1, 3), d)
        g.close()
        g.pop()
    finish(g, l, times, produce)


def ranged(g, kind, d):
    """Something to range over: text, type of the key, type of the value."""
    if kind == "int":
        t = g.pick(INTS)
        return ("%d" % FEW, INT, None) if g.chance(0.3) else ("%s(in(int(%s), %d))" % (t, g.expr(t, d), FEW + 1), t, None)
    if kind == "string":
        return "first4(%s)" % g.expr(STRING, d), INT, INT32
    e = g.type(1)
    if kind == "slice":
        return "few(%s)" % g.expr(Slice(e), d), INT, e
    if kind == "array":
        n = g.between(1, FEW)
        a = g.path(Array(n, e))
        return a or "(%s)" % g.expr(Array(n, e), d, constant=False), INT, e
    if kind == "pointer":
        n = g.between(1, FEW) # gc 1.22 does not compile a range over the call of a generic function here
        return g.path(Pointer(Array(n, e))) or "(&%s{%s})" % (Array(n, e), g.expr(e, d)), INT, e
    if kind == "chan":
        return "filled(%s)" % ", ".join("%s" % typed_argument(g, e, d) for _ in range(g.between(1, FEW))), e, None
    if kind == "variable": # the slice changes while it is ranged over; its length was read before
        vs = [v for v in g.visible() if isinstance(v.type, Slice)]
        if vs:
            v = g.pick(vs)
            return "few(%s)" % v.name, INT, v.type.elem
        return "%d" % FEW, INT, None
    m = Map(g.key_type(), e)
    return "one(%s)" % g.expr(m, d), m.key, e


def typed_argument(g, t, d):
    return "%s(%s)" % (wrapped(t), g.expr(t, d)) if isinstance(t.under, (Func, Interface, Chan)) else g.expr(t, d)


@statement(4)
def jump(g, d):
    """break, continue, with and without label; only behind a condition, so that what follows is reached."""
    loops = g.fn.loops
    if not loops:
        return False
    outer = g.chance(0.5)
    l = g.pick(loops)
    condition = header(g, BOOL, d)
    if outer:
        l.used = True
        word = g.pick(["break", "continue"]) if l.kind == "for" else "break"
        g.emit("if %s { %s %s }" % (condition, word, l.label))
        return
    word = "continue" if g.chance(0.5) and any(x.kind == "for" for x in loops) else "break"
    g.emit("if %s { %s }" % (condition, word))


@statement(4)
def switch_statement(g, d):
    l = d > 0 and g.loop(1, "switch")
    if not l:
        return False
    def produce():
        g.push()
        init, tag = "", None
        if g.chance(0.2):
            t, name = g.type(1), g.fresh("v")
            init = "%s := (%s); " % (name, typed(t, g.expr(t, d)))
        elif g.chance(0.75):
            tag = g.basic() if g.chance(0.85) else g.type(1, comparable_only=True)
            if holds_pointers(tag) or isinstance(tag.under, Interface):
                tag = INT
        if init:
            g.open("switch %suse(%s) {" % (init, name))
            g.declare(name, t)
        else:
            g.open("switch %s{" % (header(g, tag, d) + " " if tag else ""))
        cases(g, tag, d, name if init else None)
        g.close()
        g.pop()
    finish(g, l, 1, produce)


def cases(g, tag, d, used):
    n, default = g.between(1, 4), None
    order = list(range(n)) + (["default"] if g.chance(0.6) else [])
    g.rng.shuffle(order)
    constants = set()
    for k, x in enumerate(order):
        if x == "default":
            g.emit("default:")
        elif tag is None:
            g.emit("case %s:" % g.expr(BOOL, d, constant=False))
        else:
            values = []
            for _ in range(g.pick([1, 1, 2, 3])):
                if isinstance(tag, Basic) and tag.kind == "int" and g.chance(0.6):
                    v = int_value(g, tag)
                    if v not in constants:
                        constants.add(v)
                        values.append(str(v))
                else:
                    values.append(g.expr(tag, d, constant=False))
            if not values:
                values = [g.expr(tag, d, constant=False)]
            g.emit("case %s:" % ", ".join(values))
        g.indent += 1
        if used:
            g.emit("_ = %s" % used)
        g.block(g.upto(2), d)
        if k + 1 < len(order) and g.chance(0.2):
            g.emit("fallthrough")
        g.indent -= 1


@statement(2)
def goto_statement(g, d):
    """A loop made of goto, or a jump forward out of blocks."""
    if d <= 0:
        return False
    label, n = g.fresh("L"), g.between(1, 3)
    if g.chance(0.5):
        if g.fn.times * (n + 1) > g.MAX_TIMES:
            return False
        i = g.fresh("i")
        g.fn.times *= n + 1
        g.open("{")
        g.emit("%s := 0" % i)
        g.emit("%s:" % label)
        g.open("{")
        saved, g.fn.loops = g.fn.loops, []
        g.block(g.between(1, 3), d)
        g.fn.loops = saved
        g.close()
        g.emit("if %s++; %s <= %d { goto %s }" % (i, i, n, label))
        g.close()
        g.fn.times //= n + 1
        return
    g.open("{")
    g.emit("if %s { goto %s }" % (header(g, BOOL, d), label))
    g.open("{")
    g.push()
    g.run_of(g.between(1, 3), d)
    if g.chance(0.4):
        g.emit("for { if %s { goto %s }; break }" % (header(g, BOOL, d), label))
    g.pop()
    g.close()
    g.emit("%s:" % label)
    g.emit("step(%d)" % g.fresh_number())
    g.close()


@statement(2)
def plain_block(g, d):
    if d <= 0:
        return False
    g.open("{")
    g.block(g.between(1, 4), d)
    g.close()
