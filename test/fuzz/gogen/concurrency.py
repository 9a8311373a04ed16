"""Channels, select, goroutines; always with one possible order of events."""
from .core import *
from .composites import of, typed, wrapped
from . import calls


@expression(1, of(Chan))
def channel(g, t, d):
    n = g.between(0, 3)
    return "make(%s, %d)" % (t, n) if n else "filled[%s](%s)" % (t.elem, g.expr(t.elem, d))


@expression(1.5)
def received(g, t, d):
    """From a closed channel that holds some values."""
    values = ", ".join(g.expr(t, d) for _ in range(g.upto(2)))
    return "(<-filled[%s](%s))" % (t, values)


@expression(1)
def from_goroutine(g, t, d):
    """Computed by another goroutine, which hands it over."""
    if d <= 0 or g.fn.size > g.max_size:
        return None
    fn = g.fn.literal()
    c, v = g.fresh("c"), g.fresh("v")
    def produce():
        g.indent += 3
        g.emit("defer catch(%d)" % g.fresh_number())
        g.block(g.upto(2), d)
        g.emit("%s = %s" % (v, g.expr(t, d)))
        g.indent -= 3
    # What is deferred there runs before the value is sent: nothing runs at the same time.
    lines = ["func() %s {" % t, "\t%s := make(chan %s)" % (c, wrapped(t) if isinstance(t.under, Chan) else t), "\tgo func() {",
             "\t\tvar %s %s" % (v, t), "\t\tfunc() {", None, "\t\t}()", "\t\t%s <- %s" % (c, v), "\t}()", "\treturn <-%s" % c, "}()"]
    body = g.captured(g.body, fn, produce)
    pad = "\t" * g.indent
    return "\n".join(body if l is None else (pad if i else "") + l for i, l in enumerate(lines))


@statement(3)
def select_statement(g, d):
    """One ready case, others that never are, or default."""
    l = d > 0 and g.loop(1, "select")
    if not l:
        return False
    def produce():
        t = g.type(1)
        g.open("select {")
        ready = g.pick(["receive", "send", "default", "closed"])
        others = [x for x in ["never", "full", "never"] if g.chance(0.5)]
        order = others + [ready]
        g.rng.shuffle(order)
        for o in order:
            g.push()
            name = None
            u = t if o == ready else g.type(1)
            if o in ("receive", "closed", "never"):
                c = {"receive": "filled[%s](%s)" % (u, g.expr(u, d)), "closed": "filled[%s]()" % u,
                     "never": g.pick(["(chan %s)(nil)", "make(chan %s)"]) % (wrapped(u) if isinstance(u.under, Chan) else u)}[o]
                form = g.pick(["<-%s", "v := <-%s", "v, ok := <-%s", "t = <-%s"])
                if form[0] == "t":
                    target = g.target(u)
                    form = form.replace("t", target, 1).replace("%s", "\0") if target else "<-\0"
                    g.emit("case %s:" % form.replace("\0", c))
                else:
                    name = g.fresh("v") if form[0] == "v" else None
                    ok = g.fresh("v")
                    form = form.replace("v, ok", "%s, %s" % (name, ok)).replace("v :=", "%s :=" % name)
                    g.emit("case %s:" % form.replace("%s", c))
                    if name:
                        g.emit("\t_ = %s" % name)
                        if ok in form:
                            g.emit("\t%s" % g.showing(ok, BOOL))
                        g.declare(name, u)
            elif o == "default":
                g.emit("default:")
            else:
                c = "make(chan %s, %d)" % (wrapped(u) if isinstance(u.under, Chan) else u, 1 if o == "send" else 0)
                g.emit("case %s <- %s:" % (c, g.expr(u, d)))
            g.indent += 1
            g.emit("step(%d)" % g.fresh_number())
            g.run_of(g.upto(2), d)
            g.indent -= 1
            g.pop()
        g.close()
    text = g.captured(produce)
    g.end_loop(l, 1)
    if l.used:
        g.emit("%s:" % l.label)
    g.lines.append(text)


@statement(1.5)
def channel_statement(g, d):
    t = g.type(1)
    c, n = g.fresh("v"), g.between(1, 3)
    g.emit("%s := make(chan %s, %d)" % (c, wrapped(t) if isinstance(t.under, Chan) else t, n))
    for _ in range(g.upto(n)):
        g.emit("%s <- %s" % (c, g.expr(t, d)))
    if g.chance(0.5):
        g.emit("close(%s)" % c)
        a, b = g.fresh("v"), g.fresh("v")
        for _ in range(g.between(1, 2)):
            g.emit("{ %s, %s := <-%s; %s; %s }" % (a, b, c, g.showing(a, t), g.showing(b, BOOL)))
        if g.chance(0.3):
            g.emit("func() { defer catch(%d); close(%s) }()" % (g.fresh_number(), c))
        if g.chance(0.3):
            g.emit("func() { defer catch(%d); %s <- %s }()" % (g.fresh_number(), c, g.expr(t, d)))
    g.show("len(%s)*10 + cap(%s)" % (c, c), INT)


@statement(1.5)
def goroutine_statement(g, d):
    """go of a function, with arguments evaluated here; waited for at once."""
    if d <= 0:
        return False
    sig = Func(tuple(g.type(1) for _ in range(g.upto(2))), ())
    done = g.fresh("c")
    names = tuple(g.fresh("p") for _ in sig.params)
    args = calls.arguments(g, sig, d)
    fn = g.fn.literal()
    g.emit("%s := make(chan bool)" % done)
    g.open("go func%s {" % sig.signature(names))
    def produce():
        for n, t in zip(names, sig.params):
            g.declare(n, t)
        g.emit("defer func() { catch_now(recover()); %s <- true }()" % done)
        if g.chance(0.15): # ends a panic, too
            g.emit("defer func() { mark(%d); runtime.Goexit() }()" % g.fresh_number())
        g.block(g.between(1, 3), d)
        if g.chance(0.2):
            g.emit("func() { defer catch(%d); defer step(%d); runtime.Goexit() }()" % (g.fresh_number(), g.fresh_number()))
            g.emit("step(%d)" % g.fresh_number())
    g.body(fn, produce)
    g.close("}(%s)" % args)
    g.emit("<-%s" % done)


@statement(0.7)
def producer_and_consumer(g, d):
    t, c, v = g.type(1), g.fresh("c"), g.fresh("v")
    n = g.between(1, 4)
    values = ", ".join(g.expr(t, d) for _ in range(n))
    g.open("func() {")
    g.emit("%s := make(chan %s, %d)" % (c, wrapped(t) if isinstance(t.under, Chan) else t, g.upto(2)))
    g.emit("go func(vs []%s) { for _, %s := range vs { %s <- %s }; close(%s) }([]%s{%s})" % (t, v, c, v, c, t, values))
    g.open("for %s := range %s {" % (v, c))
    g.show(v, t)
    g.close()
    g.close("}()")
