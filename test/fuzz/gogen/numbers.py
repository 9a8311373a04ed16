"""Numbers: literals at the limits, arithmetic that wraps, shifts, division, conversions, floats, complex numbers, constants."""
from fractions import Fraction

from .core import *


def has_constants(t):
    return isinstance(t.under, Basic)


def int_value(g, u):
    """Of an integer type: near 0, near the limits, near a power of two, anything."""
    r = g.rng.random()
    if r < 0.4:
        v = g.pick([0, 1, 1, 2, 3, 5, 7, 10, -1, -2, -7])
    elif r < 0.6:
        v = g.pick([u.low, u.low + 1, u.high, u.high - 1])
    elif r < 0.85:
        v = (1 << g.upto(u.bits - 1)) + g.pick([-1, 0, 0, 1])
        v = -v if g.chance(0.3) else v
    else:
        v = g.rng.randint(u.low, u.high)
    return v if u.low <= v <= u.high else abs(v) & u.high


def int_text(g, v):
    r = g.rng.random()
    if r < 0.8:
        return str(v)
    sign, v = "-" if v < 0 else "", abs(v)
    return sign + g.pick(["0x%x", "0X%X", "0o%o", "0b{:b}"]).format(v).replace("%x", "%x" % v).replace("%X", "%X" % v).replace("%o", "%o" % v)


FLOATS_32 = ["0", "1", "-1", "0.5", "1.5", "-2.25", "3e38", "-3.4e38", "1e-40", "16777216", "16777217", "0.1", "1e10", "0x1p-149", "7"]
FLOATS_64 = FLOATS_32 + ["1e308", "-1.7976931348623157e308", "5e-324", "9007199254740993", "1e-310", "9.223372036854775807e18", "1.8446744073709552e19", "-0.3", "0x1.8p1"]


def literal_value(g, u):
    """The text of an untyped constant that a basic type can represent."""
    from . import text
    if u.kind == "int":
        v = int_value(g, u)
        if 32 < v < 127 and g.chance(0.1):
            return repr(chr(v)) if chr(v) not in "'\\\"" else str(v)
        return int_text(g, v)
    if u.kind == "float":
        return g.pick(FLOATS_32 if u.bits == 32 else FLOATS_64)
    if u.kind == "complex":
        f = FLOATS_32
        return g.pick(["0", "1i", "-2i", "1+1i", "%s+%si" % (g.pick(f[:8]), g.pick(["0", "1", "0.5", "2", "1e10"]))])
    if u.kind == "bool":
        return g.pick(["true", "false"])
    return text.string_literal(g)


def literal(g, t):
    """A typed constant of a type with constants."""
    text = literal_value(g, t.under)
    if isinstance(t, Basic) and t.name in ("int", "string", "bool", "float64", "complex128"):
        plain = {"int": text.lstrip("-").isdigit(), "float64": "." in text and "x" not in text, "complex128": text.endswith("i")}
        if plain.get(t.name, True):
            return "(%s)" % text if text[0] == "-" or "+" in text else text
    return "%s(%s)" % (t, text)


def numeric(t):
    return is_kind(t, "int", "float", "complex")


def operand(g, t, d):
    """A right operand: may be an untyped constant."""
    if g.chance(0.25):
        text = literal_value(g, t.under)
        return "(%s)" % text
    return g.expr(t, d, constant=False)


@expression(9, numeric)
def arithmetic(g, t, d):
    op = g.pick(["+", "-", "*", "+", "-", "&", "|", "^", "&^"] if is_kind(t, "int") else ["+", "-", "*", "/"])
    a = g.expr(t, d, constant=False)
    if op == "/":
        b = g.expr(t, d, constant=False)
    else:
        b = operand(g, t, d)
    return "(%s %s %s)" % ((b, op, a) if g.chance(0.15) else (a, op, b))


@expression(3, lambda t: is_kind(t, "int"))
def division(g, t, d):
    a, op = g.expr(t, d, constant=False), g.pick("/%")
    r = g.rng.random()
    if r < 0.35:
        v = 0
        while v == 0:
            v = int_value(g, t.under)
        return "(%s %s (%d))" % (a, op, v)
    b = g.expr(t, d, constant=False)
    if not g.on("unordered_panics") and r < 0.45:
        return "%s(%s, %s)" % ({"/": "div", "%": "rem"}[op], a, b)
    return "(%s %s %s)" % (a, op, b) if r < 0.45 else "(%s %s (%s | 1))" % (a, op, b)


@expression(4, lambda t: is_kind(t, "int"))
def shift(g, t, d):
    op = g.pick(["<<", ">>"])
    a = g.expr(t, d, constant=False) if g.chance(0.85) else "%s(%s)" % (t, literal_value(g, t.under))
    r = g.rng.random()
    if r < 0.3 and not a[0].isdigit() and a[0] != "(" and "(" in a:
        return "(%s %s %d)" % (g.expr(t, d, constant=False), op, g.pick([0, 1, 3, 7, 8, 15, 31, 32, 63, 64, 65, 200]))
    count = g.pick(INTS)
    c = g.expr(count, d, constant=False)
    if not g.on("unordered_panics") and r > 0.85:
        return "%s[%s](%s, %s)" % ({"<<": "shl", ">>": "shr"}[op], t, a, c)
    if r < 0.85 or count.signed and r < 0.94:
        c = "(%s & %d)" % (c, g.pick([7, 15, 31, 63, 127]))
    return "(%s %s %s)" % (a, op, c)


@expression(2, numeric)
def unary(g, t, d):
    return "(%s%s)" % (g.pick("-^" if is_kind(t, "int") else "-+"), g.expr(t, d, constant=False))


@expression(5, numeric)
def conversion(g, t, d):
    u = t.under
    if u.kind == "complex":
        return "%s(%s)" % (t, g.expr(g.pick(COMPLEXES), d, constant=False))
    if u.kind == "float" and g.chance(0.4):
        return "%s(%s)" % (t, g.expr(g.pick(FLOATS), d, constant=False))
    if u.kind == "int" and g.chance(0.15):
        return "%s(%s)" % (t, g.expr(g.pick(FLOATS), d, constant=False))
    same = [n for n in g.named if is_kind(n, "int")]
    source = g.pick(same) if same and g.chance(0.2) else g.pick(INTS)
    return "%s(%s)" % (t, g.expr(source, d, constant=False))


@expression(2, lambda t: is_kind(t, "complex"))
def complex_of_parts(g, t, d):
    part = FLOATS[0] if t.under.bits == 64 else FLOATS[1]
    parts = "complex(%s, %s)" % (g.expr(part, d, constant=False), g.expr(part, d))
    return parts if isinstance(t, Basic) else "%s(%s)" % (t, parts)


@expression(1, lambda t: isinstance(t, Basic) and t.kind == "float")
def part_of_complex(g, t, d):
    return "%s(%s)" % (g.pick(["real", "imag"]), g.expr(COMPLEXES[0 if t.bits == 32 else 1], d, constant=False))


@expression(0.5, lambda t: is_kind(t, "float"))
def special_float(g, t, d):
    return "%s(%s)" % (t, g.pick(["math.NaN()", "math.Inf(1)", "math.Inf(-1)", "math.Copysign(0, -1)", "math.Sqrt(%s)" % g.expr(FLOATS[1], d)]))


@expression(1.5, lambda t: is_kind(t, "int", "float", "string"))
def least_or_largest(g, t, d):
    args = [g.expr(t, d, constant=False)] + [operand(g, t, d) for _ in range(g.upto(2))]
    g.rng.shuffle(args)
    return "%s(%s)" % (g.pick(["min", "max"]), ", ".join(args))


BITS = {"LeadingZeros": INT, "TrailingZeros": INT, "OnesCount": INT, "Len": INT}


@expression(1, lambda t: isinstance(t, Basic) and t.name in ("int", "uint8", "uint16", "uint32", "uint64", "uint"))
def bit_functions(g, t, d):
    if t.name == "int":
        w = g.pick([8, 16, 32, 64])
        return "bits.%s%d(%s)" % (g.pick(sorted(BITS)), w, g.expr(INTS[{8: 6, 16: 7, 32: 8, 64: 9}[w]], d, constant=False))
    x, suffix = g.expr(t, d, constant=False), "" if t.name == "uint" else str(t.bits)
    r = g.rng.random()
    if r < 0.4:
        return "bits.RotateLeft%s(%s, %s)" % (suffix, x, g.expr(INT, d))
    if r < 0.7 or t.bits < 32:
        return "bits.%s%s(%s)" % ("Reverse" if t.bits == 8 or g.chance(0.5) else "ReverseBytes", suffix, x)
    f, n = g.pick([("Mul", 2), ("Add", 3), ("Sub", 3), ("Div", 3)])
    args = ([x] + [g.expr(t, d) for _ in range(2)])[:n]
    if n == 3 and f != "Div":
        args[2] = "(%s & 1)" % g.expr(t, d, constant=False)
    return "%s(bits.%s%s(%s))" % (g.pick(["first", "second"]), f, suffix, ", ".join(args))


COMPARE = ["==", "!=", "<", "<=", ">", ">="]


@expression(6, lambda t: is_kind(t, "bool"))
def comparison(g, t, d):
    x = g.basic() if g.chance(0.8) or not g.named else g.pick(g.named)
    if x.under.__class__ is not Basic or x.under.kind not in ("int", "float", "string", "complex", "bool"):
        return None
    ops = COMPARE if x.under.kind in ("int", "float", "string") else COMPARE[:2]
    a, b = g.expr(x, d, constant=False), operand(g, x, d)
    text = "(%s %s %s)" % (a, g.pick(ops), b)
    return text if isinstance(t, Basic) else "%s(%s)" % (t, text)


@expression(4, lambda t: is_kind(t, "bool"))
def logic(g, t, d):
    if g.chance(0.25):
        return "!%s" % g.expr(t, d, constant=False)
    return "(%s %s %s)" % (g.expr(t, d, constant=False), g.pick(["&&", "||"]), g.expr(t, d, constant=False))


# Constants: their values are computed here, since one that overflows its type would be an error.
def constant_expression(g, d):
    """An untyped integer constant: its text and value."""
    if d == 0 or g.chance(0.2):
        v = g.pick([0, 1, 2, 3, 7, 255, 256, 65535, 1 << 31, (1 << 31) - 1, 1 << 63, (1 << 64) - 1, (1 << 64), g.rng.getrandbits(g.between(1, 100))])
        return int_text(g, v), v
    (a, x), (b, y) = constant_expression(g, d - 1), constant_expression(g, d - 1)
    op = g.pick(["+", "-", "*", "/", "%", "<<", ">>", "&", "|", "^", "&^", "neg", "not"])
    if op == "neg":
        return "(-%s)" % a, -x
    if op == "not":
        return "(^%s)" % a, ~x
    if op in "/%":
        if y == 0:
            return a, x
        q = abs(x) // abs(y)
        q = q if (x < 0) == (y < 0) else -q
        return "(%s %s %s)" % (a, op, b), q if op == "/" else x - q * y
    if op in ("<<", ">>"):
        n = g.upto(70)
        v = x << n if op == "<<" else x >> n
    else:
        v = {"+": x + y, "-": x - y, "*": x * y, "&": x & y, "|": x | y, "^": x ^ y, "&^": x & ~y}[op]
        n = b
    if v.bit_length() > 500:
        return a, x
    return "(%s %s %s)" % (a, op, n), v


def fitting(g, text, v, u):
    """text brought into the range of an integer type."""
    if v < 0:
        text, v = "(-(%s))" % text, -v
    if v > u.high:
        text = "((%s) & 0x%x)" % (text, u.high)
    return text


@statement(1.5)
def constants(g, d):
    """A group of constants with iota, and typed ones at the limits."""
    u = g.pick(INTS)
    name = g.fresh("c")
    if g.chance(0.5):
        text, v = constant_expression(g, 4)
        g.emit("const %s %s = %s" % (name, u, fitting(g, text, v, u)))
        g.show(name, u)
        return
    n = g.between(2, 4)
    g.open("const (")
    names = ["%s_%d" % (name, i) for i in range(n)]
    k = g.between(1, 9)
    first = g.pick(["iota", "iota + %d" % k, "1 << iota", "1 << (%d * iota)" % (k % 2 + 1), "%d - iota" % (k + 8), "iota * iota", "(iota + %d) %% 3" % k])
    g.emit("%s %s = %s" % (names[0], "" if g.chance(0.3) else u, first))
    for i, x in enumerate(names[1:]):
        g.emit("_" if i == 1 and g.chance(0.5) else x)
    g.close(")")
    g.show("%s(%s)" % (u, names[0]), u)
    g.show("%s(%s)" % (u, names[1]), u)


UNTYPED = ["int", "rune", "float"] # the later one of two operands is the result's


def untyped_constant(g, d):
    """A constant without type: its text, value, and kind."""
    if d == 0 or g.chance(0.15):
        kind = g.pick(UNTYPED)
        if kind == "rune":
            return g.pick([("'a'", Fraction(97), kind), ("'\\x00'", Fraction(0), kind), ("'\\U0010FFFF'", Fraction(0x10ffff), kind)])
        if kind == "float":
            text = g.pick(["0.5", "2.", "1e3", "0.1", "1e-7", "0x1p-3", "1.", "3.25", "1e20", "0x.8p2", "1_0.2_5"])
            return text, Fraction(float.fromhex(text)) if "x" in text else Fraction(text.replace("_", "")), kind
        v = g.pick([0, 1, 2, 3, 7, 10, 100, 1 << 31, 1 << 64, g.rng.getrandbits(40)])
        return int_text(g, v), Fraction(v), kind
    a, x, k = untyped_constant(g, d - 1)
    r = g.rng.random()
    if r < 0.1:
        return "(-%s)" % a, -x, k
    b, y, l = untyped_constant(g, d - 1)
    kind = max(k, l, key=UNTYPED.index)
    if r < 0.2:
        return "%s(complex(%s, %s))" % (("real", a, b) if r < 0.15 else ("imag", b, a)), x if r < 0.15 else x, "float"
    if r < 0.3 and x.denominator == 1 and abs(x) < 1 << 64:
        n = g.upto(40)
        return "(%s << %d)" % (a, n), x * (1 << n), "int" if k == "float" else k
    op = g.pick("+-*/" if y else "+-*")
    if op == "/":
        v = x / y
        if kind != "float":
            v = Fraction(abs(x) // abs(y) * (1 if (x < 0) == (y < 0) else -1))
    else:
        v = {"+": x + y, "-": x - y, "*": x * y}[op]
    return ("(%s %s %s)" % (a, op, b), v, kind) if abs(v) < 10 ** 37 and v.denominator < 10 ** 60 else (a, x, k)


@statement(1.5)
def untyped_constants(g, d):
    """Their values, kept exactly until they become a type's, and the type they have by default."""
    text, v, kind = untyped_constant(g, 4)
    if g.chance(0.3):
        name = g.fresh("c")
        g.emit("const %s = %s" % (name, text))
        text = name
    r = g.rng.random()
    if r < 0.5 and (kind == "float" or abs(v) < 1 << (31 if kind == "rune" else 63)):
        g.emit("show_any(%s, 1)" % text)
    elif r < 0.6 and v.denominator == 1 and 0 <= v < 1 << 64:
        g.show("uint64(%s)" % text, INTS[9])
    else:
        t = g.pick(FLOATS)
        g.show("%s(%s)" % (t, text), t)
    b, y, _ = untyped_constant(g, 2)
    g.show("(%s %s %s)" % (text, g.pick(COMPARE), b), BOOL)


@statement(3)
def op_assign(g, d):
    t = g.pick([INT, g.basic(), g.basic()] + [n for n in g.named if isinstance(n.under, Basic)])
    target = g.target(t)
    if not target:
        return False
    u = t.under
    if u.kind == "bool":
        return False
    if u.kind == "string":
        g.emit("%s += cut(%s)" % (target, g.expr(t, d)) if isinstance(t, Basic) else "%s = %s" % (target, g.expr(t, d)))
        return
    if g.chance(0.2):
        g.emit("%s%s" % (target, g.pick(["++", "--"])))
    elif u.kind == "int" and g.chance(0.3):
        count = g.pick([i for i in INTS if not i.signed])
        g.emit("%s %s= %s" % (target, g.pick(["<<", ">>"]), g.expr(count, d, constant=False)))
    elif u.kind == "int" and g.chance(0.2):
        g.emit("%s %s= %s | 1" % (target, g.pick("/%"), g.expr(t, d, constant=False)))
    else:
        ops = ["+", "-", "*"] + (["&", "|", "^", "&^"] if u.kind == "int" else ["/"])
        op = g.pick(ops)
        g.emit("%s %s= %s" % (target, op, g.expr(t, d, constant=op != "/" )))
