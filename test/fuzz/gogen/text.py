"""Strings: bytes, runes, invalid UTF-8, conversions, slices of strings, concatenation."""
from .core import *

PIECES = ["a", "b", "Go", "", "xyz", "é", "世界", "\\xff", "\\x00", "\\u00e9", "\\U0001F600", "\\n", "\\t", "\\\\", "\\xe4\\xb8", "\\355\\240\\200", "0123456789abcdef0123456789abcdef!"]


def string_literal(g):
    return '"%s"' % "".join(g.pick(PIECES) for _ in range(g.pick([0, 1, 1, 1, 2, 3])))


def strings(t):
    return is_kind(t, "string")


def plain(t):
    return isinstance(t, Basic) and t.kind == "string"


@expression(4, strings)
def concatenation(g, t, d):
    parts = [g.expr(t, d, constant=False)] + [g.expr(t, d) for _ in range(g.between(1, 3))]
    g.rng.shuffle(parts)
    return "cut(%s)" % " + ".join(parts) if isinstance(t, Basic) else "%s(cut(string(%s)))" % (t, " + ".join(parts))


@expression(3, strings)
def substring(g, t, d):
    s = g.path(t)
    if not s:
        return None
    low, high = g.pick([("", "in({}, len(S))"), ("in({}, len(S))", ""), ("in({0}, len(S)/2+1)", "len(S)"), ("{}", "")])
    i = g.expr(INT, d, constant=False)
    if low == "{}" and g.chance(0.7):
        return "%s[:]" % s
    return "%s[%s:%s]" % (s, low.format(i).replace("S", s), high.format(i).replace("S", s)) if "S" not in i else None


@expression(4, strings)
def string_conversion(g, t, d):
    r = g.rng.random()
    if r < 0.3:
        return "%s(%s)" % (t, g.expr(Slice(UINT8), d))
    if r < 0.5:
        return "%s(%s)" % (t, g.expr(Slice(INT32), d))
    if r < 0.7:
        return "%s(rune(%s))" % (t, g.expr(INT32, d, constant=False))
    others = [n for n in g.named if is_kind(n, "string")] + [STRING]
    return "%s(%s)" % (t, g.expr(g.pick(others), d, constant=False))


@expression(4, lambda t: isinstance(t, Slice) and t.elem in (UINT8, INT32))
def bytes_or_runes(g, t, d):
    return "%s(%s)" % (t, g.expr(STRING, d))


@expression(1, lambda t: t == UINT8)
def byte_of_string(g, t, d):
    s = g.path(STRING)
    if s and not g.on("unordered_panics"):
        return "at([]byte(%s), int(%s))" % (s, g.index(s, d)) if g.chance(0.5) else "(%s + \"x\")[in(%s, len(%s) + 1)]" % (s, g.expr(INT, d), s)
    return "%s[%s]" % (s, g.index(s, d)) if s else None


@expression(1, lambda t: t == INT)
def length(g, t, d):
    x = g.pick([STRING, Slice(g.type(1)), Map(g.key_type(), g.type(0)), Chan(INT), Slice(UINT8)])
    p = g.path(x) or g.expr(x, d, constant=False)
    if p.startswith("make(") or p.startswith("len("):
        return None
    return "len(%s)" % p


@statement(1)
def comparisons_of_strings(g, d):
    a, b = g.expr(STRING, d, constant=False), g.expr(STRING, d, constant=False)
    g.show("(%s %s %s)" % (a, g.pick(["<", "<=", "==", "!=", ">"]), b), BOOL)


@statement(1)
def switch_over_string(g, d):
    cases = sorted({string_literal(g) for _ in range(g.between(2, 6))})
    values, unique = set(), []
    for c in cases: # the same string in two spellings would be a duplicate
        v = eval("b" + c.replace("é", "\\xc3\\xa9").replace("世界", "\\xe4\\xb8\\x96\\xe7\\x95\\x8c").replace("\\u00e9", "\\xc3\\xa9").replace("\\U0001F600", "\\xf0\\x9f\\x98\\x80"))
        if v not in values:
            values.add(v)
            unique.append(c)
    g.open("switch %s {" % g.expr(STRING, d, constant=False))
    for i, c in enumerate(unique):
        g.emit("case %s:" % c)
        g.indent += 1
        g.emit("step(%d)" % g.fresh_number())
        g.indent -= 1
    g.close()
