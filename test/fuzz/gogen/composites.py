"""Arrays, slices, maps, structs, pointers: literals, slicing with two and three indices, append and aliasing, copy, clear,
delete, conversions of slices to arrays, nil of every kind, assignment of several values at once."""
from .core import *


def of(*classes):
    return lambda t: isinstance(t.under, classes) and not isinstance(t, TypeParam)


def composite_literal(g, t, d):
    """A literal of an array, slice, map or struct type."""
    u = t.under
    name = "(%s)" % t if isinstance(t, Pointer) else str(t)
    if isinstance(u, Struct):
        values = [(f.name, g.expr(f.type, d)) for f in u.fields]
        if g.chance(0.4):
            return "%s{%s}" % (name, ", ".join(v for _, v in values))
        kept = [p for p in values if g.chance(0.8)]
        g.rng.shuffle(kept)
        return "%s{%s}" % (name, ", ".join("%s: %s" % p for p in kept))
    if isinstance(u, Map):
        keys = [g.expr(u.key, d, constant=False) for _ in range(g.upto(3))]
        if any(isinstance(x, Basic) for x in [u.key.under]) or True:
            keys = [k if "{" not in k else k for k in keys]
        return "%s{%s}" % (name, ", ".join("%s: %s" % (k, g.expr(u.elem, d)) for k in keys))
    n = u.n if isinstance(u, Array) else g.upto(4)
    count = n if g.chance(0.7) else g.upto(n)
    if g.chance(0.25) and n:
        at = sorted(g.rng.sample(range(n), min(count, n)))
        text = ", ".join("%d: %s" % (i, g.expr(u.elem, d)) for i in at)
        return "%s{%s}" % (name, text)
    if isinstance(t, Array) and count == n and g.chance(0.2):
        name = "[...]%s" % u.elem
    return "%s{%s}" % (name, ", ".join(g.expr(u.elem, d) for _ in range(count)))


expression(6, of(Struct, Array, Slice, Map))(composite_literal)


@expression(3, of(Pointer))
def address(g, t, d):
    if isinstance(t, Named):
        return None
    e = t.elem
    if g.chance(0.6):
        p = g.path(e, "address")
        if p:
            return "&%s" % p
    if isinstance(e.under, (Struct, Array, Slice, Map)) and not isinstance(e, TypeParam):
        return "&%s" % composite_literal(g, e, d)
    return "ptr[%s](%s)" % (e, g.expr(e, d)) if g.chance(0.7) else "new(%s)" % e


@expression(0.3, of(Pointer, Slice, Map, Func, Interface, Chan))
def nothing(g, t, d):
    return "%s(nil)" % wrapped(t)


def wrapped(t):
    """A type's text where a conversion or a selector follows."""
    text = str(t)
    plain = isinstance(t, (Basic, Named, TypeParam, Struct)) or text == "any" or not isinstance(t, (Pointer, Func, Chan, Interface)) and "func" not in text and "chan" not in text
    return text if plain else "(%s)" % text


@expression(5, of(Slice))
def slicing(g, t, d):
    """A slice, of a slice or of an array that is addressable."""
    if isinstance(t, Named) and g.chance(0.5):
        return "%s(%s)" % (t, g.expr(t.under, d))
    s = g.path(t)
    if g.chance(0.25):
        n = g.between(1, 4)
        a = g.path(Array(n, t.under.elem), "address")
        if a and not isinstance(t, Named):
            low = g.upto(n)
            return "%s[%d:%s]" % (a, low, "" if g.chance(0.5) else g.between(low, n))
    if not s:
        return None
    i = "in(%s, len(%s))" % (g.expr(INT, d, constant=False), s)
    r = g.rng.random()
    if r >= 0.8 and not g.on("unordered_panics"):
        low = g.upto(2)
        if r >= 0.95:
            return "%s[:]" % s
        cut = "cut3(%s, %d, %d, cap(%s))" % (s, low, low + g.upto(1), s)
        return "%s(%s)" % (t, cut) if isinstance(t, Named) else cut
    if r < 0.2:
        return "%s[:]" % s
    if r < 0.4:
        return "%s[%s:]" % (s, i)
    if r < 0.6:
        return "%s[:%s]" % (s, i)
    if r < 0.7:
        return "%s[:%s:%s]" % (s, i, "len(%s)" % s)
    if r < 0.8:
        return "%s[%s:len(%s):cap(%s)]" % (s, i, s, s)
    if r < 0.87:
        return "%s[:in(%s, cap(%s)+1)]" % (s, g.expr(INT, d, constant=False), s)
    if r < 0.95:
        return "%s[%s:%s]" % (s, i, i)
    low = g.upto(3)
    return "%s[%d:%d]" % (s, low, low + g.upto(3)) if g.chance(0.5) else "%s[%d:%d:%d]" % (s, low, low + 1, low + 1 + g.upto(2))


@expression(5, of(Slice))
def append_call(g, t, d):
    s = g.expr(t, d, constant=False)
    e = t.under.elem
    if s.endswith("(nil)") and not isinstance(t, Named):
        s = "%s(nil)" % wrapped(t)
    r = g.rng.random()
    if r < 0.2:
        return "append(%s, few(%s)...)" % (s, g.expr(Slice(e), d))
    if r < 0.3 and e == UINT8:
        return "append(%s, %s...)" % (s, g.expr(STRING, d))
    if r < 0.35:
        return "append(%s)" % s
    return "append(%s, %s)" % (s, ", ".join(g.expr(e, d) for _ in range(g.between(1, 3))))


@expression(1, of(Slice))
def make_slice(g, t, d):
    r = g.rng.random()
    if r < 0.5:
        return "make(%s, %d)" % (t, g.upto(5))
    n = g.expr(g.pick(INTS), d, constant=False)
    if r < 0.9:
        n = "in(int(%s), 6)" % n
        return "make(%s, %s)" % (t, n) if r < 0.7 else "make(%s, %s, 6)" % (t, n)
    n = "int8(%s)" % n
    if not g.on("unordered_panics"):
        n = "(%s & 7)" % n
    return "make(%s, %s)" % (t, n)


@expression(0.7, of(Map))
def make_map(g, t, d):
    return "make(%s)" % t if g.chance(0.7) else "make(%s, %d)" % (t, g.pick([0, 1, 9, 100]))


@expression(1.5, of(Array))
def array_of_slice(g, t, d):
    if isinstance(t, Named):
        return "%s(%s)" % (t, g.expr(t.under, d))
    s = g.expr(Slice(t.elem), d) if g.chance(0.2) and g.on("unordered_panics") else "[]%s{%s}" % (t.elem, ", ".join(g.expr(t.elem, d) for _ in range(t.n)))
    return "%s(%s)" % (wrapped(t), s) if g.chance(0.7) else "*(*%s)(%s)" % (t, s)


@expression(1, lambda t: isinstance(t, Pointer) and isinstance(t.elem, Array))
def array_pointer_of_slice(g, t, d):
    if not g.on("unordered_panics"):
        return "(%s)([]%s{%s})" % (t, t.elem.elem, ", ".join(g.expr(t.elem.elem, d) for _ in range(t.elem.n)))
    return "(%s)(%s)" % (t, g.expr(Slice(t.elem.elem), d))


@expression(1, of(Struct, Map, Pointer, Array))
def named_from_underlying(g, t, d):
    if not isinstance(t, Named):
        return None
    return "%s(%s)" % (t, g.expr(t.under, d))


@expression(3)
def dereference(g, t, d):
    """A field, element or pointee of a value that is no variable."""
    r = g.rng.random()
    if r < 0.4:
        p = g.expr(Pointer(t), d)
        return "(*%s)" % p if g.on("unordered_panics") else "deref(%s)" % p
    if r < 0.6:
        if g.chance(0.15) and not g.on("unordered_panics"):
            return "at(%s, %s)" % (g.expr(Slice(t), d), g.expr(INT, d))
        if g.chance(0.15) and g.on("unordered_panics"):
            return "(%s)[%s]" % (g.expr(Slice(t), d), g.weighted([(3, "0"), (1, "1"), (1, g.expr(INT, 1, constant=False))]))
        return "[]%s{%s, %s}[%s]" % (t, g.expr(t, d), g.expr(t, d), g.weighted([(1, "0"), (1, "1"), (3, "uint(%s)%%2" % g.expr(INT, 1, constant=False))]))
    if r < 0.8:
        key = g.key_type()
        return ("(%s)[%s]" if g.on("unordered_panics") else "look(%s, %s)") % (g.expr(Map(key, t), d), g.expr(key, d))
    n = g.between(1, 4)
    return "(%s)[%s]" % (g.expr(Array(n, t), d, constant=False), g.array_index(n))


@expression(2, lambda t: is_kind(t, "bool"))
def equality(g, t, d):
    """== of composite values: element by element, with the panics of interface values that cannot be compared."""
    x = g.type(2, comparable_only=True)
    if isinstance(x, TypeParam) and "cmp" not in x.can or isinstance(x.under, Chan):
        return None
    if isinstance(x.under, Pointer) and not isinstance(x, TypeParam):
        return "(%s %s nil)" % (g.expr(x, d), g.pick(["==", "!="]))
    if holds_pointers(x):
        return None
    if not comparable(x, strictly=True) and not g.on("unordered_panics"):
        return "same(%s, %s)" % (g.expr(x, d), g.expr(x, d)) if isinstance(t, Basic) else None
    text = "(%s %s %s)" % (g.expr(x, d, constant=False), g.pick(["==", "!="]), g.expr(x, d, constant=False))
    return text if isinstance(t, Basic) else "%s(%s)" % (t, text)


def holds_pointers(t):
    """Pointers to values of size 0 may or may not be equal: no comparison looks at pointers."""
    u = t.under
    if isinstance(u, (Pointer, Chan)):
        return True
    if isinstance(u, Array):
        return holds_pointers(u.elem)
    return isinstance(u, Struct) and any(holds_pointers(f.type) for f in u.fields)


@expression(1, lambda t: is_kind(t, "bool"))
def is_nil(g, t, d):
    x = g.pick([Slice(g.type(1)), Map(g.key_type(), g.type(0)), g.func_type(), ANY, Pointer(g.type(1))])
    p = g.path(x) or g.expr(x, d)
    text = "(%s %s nil)" % (p, g.pick(["==", "!="]))
    if p.startswith("&") or p.startswith("func"):
        return None
    return text if isinstance(t, Basic) else "%s(%s)" % (t, text)


@expression(1, lambda t: t == INT)
def copy_call(g, t, d):
    e = g.type(1)
    s = g.path(Slice(e))
    if not s:
        return None
    if e == UINT8 and g.chance(0.5):
        return "copy(%s, %s)" % (s, g.expr(STRING, d))
    return "copy(%s, %s)" % (s, g.expr(Slice(e), d))


@expression(0.7, lambda t: t == INT)
def capacity(g, t, d):
    s = g.path(Slice(g.type(1)))
    return "cap(%s)" % s if s else None


# Statements.
@statement(8)
def declaration(g, d):
    """var and :=; what is declared counts as used."""
    t = g.type()
    r = g.rng.random()
    name = g.new_name()
    if r < 0.15:
        g.emit("var %s %s" % (name, t))
    elif r < 0.3:
        g.emit("var %s %s = %s" % (name, t, g.expr(t, d)))
    elif r < 0.8:
        e = g.expr(t, d)
        g.emit("%s := %s" % (name, typed(t, e)))
    else:
        u, second = g.type(), g.fresh("v")
        g.emit("%s, %s := %s, %s" % (name, second, typed(t, g.expr(t, d)), typed(u, g.expr(u, d))))
        g.declare(second, u)
        g.emit("_ = %s" % second)
    g.declare(name, t)
    g.emit("_ = %s" % name)


@statement(1)
def local_type(g, d):
    t = Named(g.fresh("L"), local=True)
    kind = g.rng.random()
    if kind < 0.5:
        bases = [n for n in g.named if isinstance(n.under, Struct) and not n.local]
        base = g.pick(bases) if bases and g.chance(0.3) else None
        embedded = (Field(base.name, base, True),) if base else ()
        t.definition = Struct(embedded + tuple(Field(g.fresh("f"), g.type(1)) for _ in range(g.between(1, 2))))
    else:
        t.definition = g.pick([g.basic(), Slice(g.type(1)), Map(g.key_type(), g.type(1)), Array(2, g.type(1))])
    g.emit("type %s %s" % (t, t.definition))
    g.named.append(t)
    name = g.fresh("v")
    g.emit("%s := %s" % (name, typed(t, g.expr(t, d))))
    g.declare(name, t)
    g.emit("_ = %s" % name)


def typed(t, text):
    """text, converted where := would not infer t: every expression already has its type but nil and function literals."""
    return text if isinstance(t, (Basic, Named, TypeParam)) else "%s(%s)" % (wrapped(t), text)


@statement(9)
def assignment(g, d):
    t = variable_type(g)
    target = g.target(t)
    if not target:
        return False
    g.emit("%s = %s" % (target, g.expr(t, d)))


def variable_type(g):
    """The type of something in scope, or of one of its elements."""
    vs = [v for v in g.visible() if v.assign]
    if not vs or g.chance(0.15):
        return g.type()
    t = g.pick(vs).type
    while g.chance(0.35):
        u = t.under
        if isinstance(u, (Slice, Array, Map, Pointer)) and not isinstance(t, TypeParam):
            t = u.elem
        elif isinstance(u, Struct) and u.fields:
            t = g.pick(u.fields).type
    return t


@statement(3)
def assign_several(g, d):
    """a, b = b, a and the like: operands first, then left to right."""
    n = g.pick([2, 2, 2, 3])
    types = [variable_type(g)] * n if g.chance(0.6) else [variable_type(g) for _ in range(n)]
    targets = ["_" if g.chance(0.05) else g.target(t) for t in types]
    if None in targets:
        return False
    values = [typed(t, g.expr(t, d)) if x == "_" else g.expr(t, d) for t, x in zip(types, targets)]
    if types[0] == types[-1] and "_" not in targets and g.chance(0.4):
        values = targets[1:] + targets[:1] if len(set(map(str, types))) == 1 else values
    g.emit("%s = %s" % (", ".join(targets), ", ".join(values)))


@statement(3)
def map_statement(g, d):
    m = Map(g.key_type(), g.type(1))
    maps = [v for v in g.visible() if isinstance(v.type.under, Map) and not isinstance(v.type, TypeParam)]
    if maps and g.chance(0.8):
        v = g.pick(maps)
        m, text = v.type.under, v.name
    else:
        text = g.path(m)
    if not text:
        return False
    r = g.rng.random()
    if r < 0.3:
        g.emit("delete(%s, %s)" % (text, g.expr(m.key, d)))
    elif r < 0.55:
        a, b = g.fresh("v"), g.fresh("v")
        g.emit("%s, %s := %s[%s]" % (a, b, text, g.expr(m.key, d)))
        g.declare(a, m.elem)
        g.declare(b, BOOL)
        g.emit("_, _ = %s, %s" % (a, b))
    elif r < 0.62:
        g.emit("clear(%s)" % text)
    elif r < 0.9:
        g.emit("%s[%s] = %s" % (text, g.expr(m.key, d), g.expr(m.elem, d)))
    elif is_kind(m.elem, "int") and not isinstance(m.elem, TypeParam):
        key = g.expr(m.key, d)
        g.emit("if %s != nil { %s[%s]%s }" % (text, text, key, g.pick(["++", "--", " += 3", " <<= 1", " ^= 5"])))
    else:
        g.show("len(%s)" % text, INT)


@statement(3)
def slice_statement(g, d):
    slices = [v for v in g.visible() if isinstance(v.type.under, Slice) and not isinstance(v.type, TypeParam)]
    if not slices:
        return False
    v = g.pick(slices)
    e, r = v.type.under.elem, g.rng.random()
    if r < 0.4 and v.assign:
        g.emit("%s = append(%s, %s)" % (v.name, v.name, ", ".join(g.expr(e, d) for _ in range(g.between(1, 3)))))
    elif r < 0.5 and v.assign:
        g.emit("%s = append(%s[:0], few(%s)...)" % (v.name, v.name, g.expr(Slice(e), d)))
    elif r < 0.65:
        g.emit("copy(%s, %s)" % (v.name, g.expr(v.type, d)))
    elif r < 0.75:
        g.emit("clear(%s)" % v.name)
    elif r < 0.9:
        g.emit("if len(%s) > 1 { %s[0], %s[1] = %s[1], %s[0] }" % ((v.name,) * 5))
    else:
        alias = g.fresh("v")
        g.emit("%s := %s[:len(%s):len(%s)]" % (alias, v.name, v.name, v.name))
        g.declare(alias, v.type)
        g.emit("_ = append(%s, %s)" % (alias, g.expr(e, d)))


@statement(6)
def show_something(g, d):
    if g.chance(0.5):
        t = g.type()
        g.show(g.expr(t, d), t)
        return
    vs = g.visible()
    if vs:
        v = g.pick(vs)
        g.show(v.name, v.type)
