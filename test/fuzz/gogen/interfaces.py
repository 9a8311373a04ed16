"""Interfaces: conversions, assertions, type switches, comparison, methods called through them."""
from .core import *
from .composites import holds_pointers, of, typed, wrapped


def implementers(g, t):
    """Types whose values may become a t."""
    if not t.under.methods:
        return None
    out = []
    for n in g.named:
        for x in (n, Pointer(n)):
            if not (isinstance(x, Pointer) and isinstance(n.under, Interface)) and implements(x, t):
                out.append(x)
    return out


@expression(12, of(Interface))
def into_interface(g, t, d):
    types = implementers(g, t)
    x = g.type(2) if types is None else g.pick(types) if types else None
    if x is None:
        return None
    if isinstance(x, TypeParam) and types is not None:
        return None
    return "%s(%s)" % (wrapped(t), typed(x, g.expr(x, d)))


@expression(1.5)
def assertion(g, t, d):
    """x.(T), which mostly holds."""
    if isinstance(t, TypeParam) or isinstance(t.under, Interface) and g.chance(0.5):
        return None
    if not g.on("unordered_panics"):
        return "as[%s](%s)" % (t, typed(t, g.expr(t, d)))
    if g.chance(0.92):
        return "any(%s).(%s)" % (typed(t, g.expr(t, d)), t)
    x = g.path(ANY)
    return "%s.(%s)" % (x, t) if x else None


@expression(1, lambda t: is_kind(t, "bool"))
def compare_interfaces(g, t, d):
    x = g.pick([ANY] + g.interfaces)
    a = g.expr(x, d)
    if g.chance(0.5):
        y = g.type(1, comparable_only=True)
        if isinstance(y.under, Interface) or holds_pointers(y) or isinstance(y, TypeParam) or not implements(y, x) or isinstance(y, Pointer):
            return None
        b = typed(y, g.expr(y, d, constant=False))
    else:
        b = g.expr(x, d)
        if "(nil)" in b:
            b = "nil"
    text = "same(%s, %s)" % (a, b) if g.chance(0.3) or not g.on("unordered_panics") else "(%s %s %s)" % (a, g.pick(["==", "!="]), b)
    return text if isinstance(t, Basic) else "%s(%s)" % (t, text)


@statement(3)
def comma_ok_assertion(g, d):
    x = g.pick([ANY] + g.interfaces)
    t = g.type(1)
    if isinstance(t, TypeParam) or not possible(t, x):
        return False
    a, b = g.fresh("v"), g.fresh("v")
    e = g.expr(x, d)
    g.emit("%s, %s := %s.(%s)" % (a, b, "(%s)" % e, t))
    g.declare(a, t)
    g.declare(b, BOOL)
    g.emit("_, _ = %s, %s" % (a, b))
    g.show(b, BOOL)


def possible(t, x):
    """Does the compiler allow x.(t)?"""
    return isinstance(t.under, Interface) and compatible(t, x) or not isinstance(t.under, Interface) and implements(t, x)


def compatible(a, b):
    have = dict(a.under.methods)
    return all(have.get(n, s) == s for n, s in b.under.methods)


@statement(4)
def type_switch(g, d):
    x = g.pick([ANY, ANY] + g.interfaces)
    if d <= 0:
        return False
    types = []
    for _ in range(g.between(1, 5)):
        t = g.pick([g.type(1), Pointer(g.type(0)), g.type(2)])
        if not isinstance(t, TypeParam) and not has_params(t) and possible(t, x) and t not in types:
            types.append(t)
    if not types:
        return False
    l = g.loop(1, "switch")
    def produce():
        g.push()
        name = g.fresh("v") if g.chance(0.7) else None
        e = g.expr(x, d)
        g.open("switch %s(%s).(type) {" % (name + " := " if name else "", e))
        default = g.chance(0.5)
        used_nil = False
        while types:
            group = [types.pop()]
            while types and g.chance(0.2):
                group.append(types.pop())
            texts = [str(t) for t in group]
            if not used_nil and g.chance(0.2):
                texts.append("nil")
                used_nil = True
            g.emit("case %s:" % ", ".join(texts))
            clause(g, name, group[0] if len(texts) == 1 else x, d)
        if default:
            g.emit("default:")
            clause(g, name, x, d)
        g.close()
        g.pop()
    text = g.captured(produce)
    g.end_loop(l, 1)
    if l.used:
        g.emit("%s:" % l.label)
    g.lines.append(text)


def clause(g, name, t, d):
    g.indent += 1
    g.push()
    if name:
        g.declare(name, t)
        g.emit("_ = %s" % name)
    g.emit("step(%d)" % g.fresh_number())
    g.run_of(g.upto(2), d)
    g.pop()
    g.indent -= 1
