"""A whole program: what every program has, declarations of types, functions and variables, tests, main."""
from .core import *
from . import calls, composites, concurrency, control, generics, interfaces, numbers, text

# What takes arguments that may panic is not to be inlined: gc 1.22 moves the check of a nil pointer to where the value is
# used, behind other panics (golang.org/issue/72860).
PRELUDE = """
const FUEL = 30

var out []byte
var fuel int

func put(s string) { out = append(out, s...) }
func flush()       { print(string(out)); out = out[:0] }
func burn() bool   { fuel--; return fuel < 0 }

func step(n int) { put("."); show_int(n, 0) }

//go:noinline
func in(i, n int) int {
	if n <= 0 { return 0 }
	if i %= n; i < 0 { i += n }
	return i
}

func cut(s string) string {
	if len(s) > 50 { return s[:50] }
	return s
}

func first4(s string) string {
	if len(s) > 4 { return s[:4] }
	return s
}

func few[T any](s []T) []T {
	if len(s) > 4 { return s[:4] }
	return s
}

func one[K comparable, V any](m map[K]V) map[K]V {
	if len(m) > 1 { return nil }
	return m
}

// What may panic, in calls. Inlined, gc drops loads from nil whose value is not needed.
//go:noinline
func at[T any](s []T, i int) T             { return s[i] }
//go:noinline
func deref[T any](p *T) T                  { return *p }
//go:noinline
func look[K comparable, V any](m map[K]V, k K) V { return m[k] }
//go:noinline
func as[T any](v any) T                    { return v.(T) }
//go:noinline
func div[T Integer](a, b T) T              { return a / b }
//go:noinline
func rem[T Integer](a, b T) T              { return a % b }
//go:noinline
func shl[T, C Integer](a T, n C) T         { return a << n }
//go:noinline
func shr[T, C Integer](a T, n C) T         { return a >> n }
//go:noinline
func cut3[T any](s []T, i, j, k int) []T   { return s[i:j:k] }

func id[T any](v T) T                      { return v }
func ptr[T any](v T) *T                    { return &v }
func use[T any](T) bool                    { return true }
func bound[F any](f F) F                   { return f }
func first[A, B any](a A, b B) A           { return a }
func second[A, B any](a A, b B) B          { return b }
func same(a, b any) bool                   { return a == b }
func filled[T any](vs ...T) chan T {
	c := make(chan T, len(vs))
	for _, v := range vs { c <- v }
	close(c)
	return c
}

func mark(n int)                           { put("<"); show_int(n, 0); put(">") }
func tr[T any](n int, v T) T               { mark(n); return v }
func tr_int(n int, v int) int              { mark(n); return v }
//go:noinline
func tr_string(n int, v string) string     { mark(n); return v }
//go:noinline
func tr_bool(n int, v bool) bool           { mark(n); return v }
func tr_float64(n int, v float64) float64  { mark(n); return v }

func show_panic(r any) {
	put("panic: ")
	show_any(r, 2)
	put("\\n")
}
func catch_now(r any) { if r != nil { show_panic(r) } }
func catch(n int) {
	if r := recover(); r != nil {
		mark(n)
		show_panic(r)
	}
}

func try[T any](f func() T) (v T) {
	defer catch(0)
	return f()
}

func run(name string, f func()) {
	fuel = FUEL
	put(name)
	put("\\n")
	defer func() {
		catch_now(recover())
		put("\\n")
		flush()
	}()
	f()
}

func digits(u uint64) {
	if u >= 10 { digits(u / 10) }
	out = append(out, '0'+byte(u%10))
}

func signed(i int64) {
	if i < 0 {
		put("-")
		digits(-uint64(i))
	} else {
		digits(uint64(i))
	}
	put(" ")
}

func unsigned(u uint64) { digits(u); put(" ") }

func show_bool(v bool, d int) {
	if v { put("true ") } else { put("false ") }
}

func show_string(v string, d int) {
	put("\\"")
	for i := 0; i < len(v); i++ {
		if c := v[i]; c >= ' ' && c < 127 { out = append(out, c) } else { out = append(out, '\\\\', "0123456789abcdef"[c>>4], "0123456789abcdef"[c&15]) }
	}
	put("\\" ")
}

func show_float64(v float64, d int) {
	if v != v { put("NaN "); return }
	if t := int64(v); v > -1e15 && v < 1e15 && float64(t) == v && (t != 0 || 1/v > 0) {
		signed(t)
		return
	}
	put("bits ")
	unsigned(math.Float64bits(v))
}

func show_float32(v float32, d int)       { show_float64(float64(v), d) }
func show_complex128(v complex128, d int) { put("("); show_float64(real(v), d); show_float64(imag(v), d); put("i) ") }
func show_complex64(v complex64, d int)   { show_complex128(complex128(v), d) }

func sorted(s []string) {
	for i := range s {
		for j := i; j > 0 && s[j] < s[j-1]; j-- { s[j], s[j-1] = s[j-1], s[j] }
	}
}
"""


def shower(g, t):
    """The name of the function that shows a value of type t."""
    if isinstance(t, Basic):
        return "show_" + t.name
    if is_local(t) or isinstance(t, Interface) and not t.methods:
        return "show_any"
    if t not in g.shown:
        g.shown[t] = g.fresh("show")
    return g.shown[t]


def write_showers(g):
    for t in INTS:
        g.emit("func show_%s(v %s, d int) { %s }" % (t, t, "signed(int64(v))" if t.signed else "unsigned(uint64(v))"))
    done = 0
    while done < len(g.shown):
        for t in list(g.shown)[done:]:
            write_shower(g, t)
            done += 1
    g.open("func show_any(v any, d int) {")
    g.open("switch v := v.(type) {")
    g.emit('case nil: put("nil ")')
    for t in BASICS:
        g.emit('case %s: put("%s "); show_%s(v, d)' % (t, t, t))
    for t, name in list(g.shown.items()):
        if not isinstance(t.under, Interface):
            g.emit('case %s: put("%s "); %s(v, d)' % (t, str(t).replace('"', "'"), name))
    g.emit('case error: put(v.Error()); put(" ")')
    g.emit('default: put("? ")')
    g.close()
    g.close()


def write_shower(g, t):
    u = t.under
    g.open("func %s(v %s, d int) {" % (g.shown[t], t))
    inner = lambda text, e: "%s(%s, d-1)" % (shower(g, e), text)
    if isinstance(u, (Pointer, Slice, Map, Func, Interface, Chan)):
        g.emit('if v == nil { put("nil "); return }')
    if isinstance(u, (Pointer, Slice, Array, Map, Struct)):
        g.emit('if d < 0 { put("... "); return }')
    if isinstance(u, Basic):
        g.emit("%s(%s(v), d)" % (shower(g, u), u))
    elif isinstance(u, Pointer):
        g.emit('put("&"); %s' % inner("*v", u.elem))
    elif isinstance(u, (Slice, Array)):
        if isinstance(u, Slice):
            g.emit('put("cap "); show_int(cap(v), 0)')
        g.emit('put("["); for _, x := range v { %s }; put("] ")' % inner("x", u.elem))
    elif isinstance(u, Map):
        g.open("var es []string")
        g.emit('for k, x := range v { at := len(out); %s; put(": "); %s; es = append(es, string(out[at:])); out = out[:at] }' % (inner("k", u.key), inner("x", u.elem)))
        g.emit('sorted(es); put("map["); for _, e := range es { put(e) }; put("] ")')
        g.indent -= 1
    elif isinstance(u, Func):
        g.emit('put("func ")')
    elif isinstance(u, Chan):
        g.emit('put("chan "); show_int(len(v), 0)')
    elif isinstance(u, Interface):
        g.emit("show_any(v, d)")
    else:
        fields = "; ".join(inner("v." + f.name, f.type) for f in u.fields)
        g.emit('put("{"); %s; put("} ")' % fields if fields else 'put("{} ")')
    g.close()


@dataclass
class Function:
    name: str
    sig: Func
    leaf: bool = False
    noinline: bool = False


def declare_types(g):
    g.vocabulary = []
    for i in range(7):
        params = tuple(g.basic() for _ in range(g.upto(2)))
        results = (g.pick([INT, INT, STRING, g.basic()]),) if g.chance(0.85) else ()
        g.vocabulary.append(("M%d" % i, Func(params, results)))
    for _ in range(3):
        ms = sorted(g.rng.sample(g.vocabulary, g.pick([1, 1, 2])))
        i = Named(g.fresh("I"), Interface(tuple(ms)))
        g.interfaces.append(i)
    for kind in ["int", "string", "struct", "any", "struct", "generic", "struct", "generic", "any", "struct", "instance"]:
        if kind == "generic":
            generics.declare_generic_type(g)
            continue
        declare_named(g, kind)
    for _ in range(3):
        generics.declare_generic_function(g)


def declare_named(g, kind):
    n = Named(g.fresh("S" if kind == "struct" else "N"))
    if kind == "int":
        n.definition = g.pick(INTS)
    elif kind == "string":
        n.definition = STRING
    elif kind == "any":
        n.definition = g.pick([Slice(g.type(1)), Array(3, g.type(1)), Map(g.key_type(), g.type(1)), g.pick(FLOATS), g.func_type(), g.pick(BASICS)])
    else:
        n.definition = struct(g, n, kind)
    for name, sig in g.rng.sample(g.vocabulary, g.between(1, 3)):
        n.methods.append(Method(name, sig, g.chance(0.5)))
    g.named.append(n)


def struct(g, self, kind):
    fields = [Field(g.fresh("f"), g.type(1)) for _ in range(g.between(0 if kind == "instance" else 1, 3))]
    if g.chance(0.2):
        fields.append(Field(g.fresh("f"), Pointer(self)))
    embedded = {}
    bases = [n for n in g.named if isinstance(n.under, (Struct, Basic))] + g.interfaces
    if kind == "instance" and g.generics:
        b = g.pick(g.generics).some_instance(g)
        bases = [b] * 3 if isinstance(b, Named) else bases
    for _ in range(g.pick([0, 1, 1, 2]) if kind != "instance" else 1):
        b = g.pick(bases)
        by_pointer = g.chance(0.35) and not isinstance(b.under, Interface)
        embedded[b.name] = Field(b.name, Pointer(b) if by_pointer else b, True)
    fields += embedded.values()
    g.rng.shuffle(fields)
    return Struct(tuple(fields))


def write_types(g):
    for i in g.interfaces:
        g.emit("type %s %s" % (i.name, i.definition))
    for n in g.named:
        g.emit("type %s %s" % (n.name, n.definition))
    for n in g.named:
        for m in n.methods:
            recv = Pointer(n) if m.by_pointer else n
            write_function(g, "(%%s %s) %s" % (recv, m.name), m.sig, recv)
    for t in g.generics:
        generics.write_generic_type(g, t)


def declare_functions(g):
    for i in range(6):
        params = tuple(g.type(1) for _ in range(g.upto(3)))
        variadic = g.chance(0.2)
        if variadic:
            params += (Slice(g.type(1)),)
        results = tuple(g.type(1) for _ in range(g.pick([0, 1, 1, 1, 1, 2, 2, 3])))
        g.functions.append(Function("F%d" % i, Func(params, results, variadic), noinline=g.chance(0.3)))


def write_function(g, head, sig, receiver=None, statements=2, rank=1 << 30):
    names = tuple(g.fresh("p") for _ in sig.params)
    results = calls.result_names(g, sig)
    recv = g.fresh("v") if receiver else None
    leaf = receiver is not None and g.chance(0.35)
    fn = Fn(sig.results, results, burns=not leaf, rank=rank)
    g.open("func %s%s {" % (head % recv if recv else head, sig.signature(names, results)))
    def produce():
        if recv:
            g.declare(recv, receiver)
        if leaf:
            for n, t in zip(names, sig.params):
                g.declare(n, t)
            if sig.results:
                g.emit("return %s" % ", ".join(g.expr(t, 2) for t in sig.results))
            else:
                g.stmt(1)
        else:
            calls.function_body(g, sig, names, results, True, lambda: [g.stmt(2) for _ in range(g.upto(statements))], 3)
    g.body(fn, produce)
    g.close()
    g.emit("")


def write_globals(g):
    for _ in range(8):
        t = g.type(2)
        name = g.fresh("V")
        fn = Fn((t,), burns=False)
        def produce():
            e = g.expr(t, 2)
            g.emit("var %s = try(func() %s { return %s })" % (name, t, e) if g.chance(0.8) else "var %s %s" % (name, t))
        g.body(fn, produce)
        g.declare(name, t)


def write_test(g, i, statements):
    g.open("func test%d() {" % i)
    def produce():
        for _ in range(statements):
            if g.chance(0.6): # a section of its own, which reaches its end without the others
                g.emit("fuel = FUEL")
                calls.guarded(g, 4)
            else:
                g.stmt(4)
            if g.fn.size > g.max_size:
                break
    g.body(Fn((), ()), produce)
    g.close()
    g.emit("")


def simplest(self, t):
    """A value of type t without looking at the scope."""
    u = t.under
    if isinstance(t, TypeParam):
        return "*new(%s)" % t
    if isinstance(u, Basic):
        return numbers.literal(self, t)
    w = wrapped = composites.wrapped(t)
    if isinstance(u, Pointer):
        return "new(%s)" % u.elem if not isinstance(t, Named) and self.chance(0.8) else "%s(nil)" % w
    if isinstance(u, Slice) and self.nesting < self.MAX_NESTING and self.chance(0.6):
        return "%s{%s}" % (t, simplest(self, u.elem))
    if isinstance(u, (Slice, Map)):
        return "%s{}" % t if self.chance(0.7) else "%s(nil)" % w
    if isinstance(u, (Array, Struct)):
        return "%s{}" % t
    if isinstance(u, Chan):
        return "make(%s, 1)" % t
    if isinstance(u, Interface):
        fit = [x for n in self.named for x in (n, Pointer(n)) if u.methods and implements(x, t) and not isinstance(n.under, Interface)]
        if fit and self.chance(0.8):
            x = self.pick(fit)
            return "%s(%s)" % (w, "new(%s)" % x.elem if isinstance(x, Pointer) else "*new(%s)" % x)
        return "%s(nil)" % w if u.methods or self.chance(0.1) else "any(%s)" % numbers.literal(self, self.pick(BASICS))
    if isinstance(t, Named):
        return "%s(%s)" % (t, simplest(self, u))
    return "func%s { %s }" % (u.signature(), "return " + ", ".join("*new(%s)" % r for r in u.results) if u.results else "")


Generator.simplest = simplest


TESTS = 8 # of a program


def program(number, features, statements=3):
    """The text of a program: its declarations depend on its number, each of its tests on a seed: number * TESTS + i."""
    g = Generator("program %d" % number, features)
    g.level = 0
    declare_types(g)
    declare_functions(g)
    for n in g.named + g.interfaces + [i for t in g.generics for i in t.instances.values()]:
        n.complete = True
    write_types(g)
    write_globals(g)
    for f in g.generic_functions:
        generics.write_generic_function(g, f)
    for rank, f in enumerate(g.functions):
        if f.noinline:
            g.emit("//go:noinline")
        write_function(g, f.name, f.sig, rank=rank)
    at = len(g.lines)
    seeds = range(number * TESTS, (number + 1) * TESTS)
    for i in seeds:
        g.seed("test %d" % i)
        write_test(g, i, statements)
    tests_text, g.lines = g.lines[at:], g.lines[:at]
    write_showers(g)
    g.lines += tests_text
    g.open("func main() {")
    for i in seeds:
        g.emit('run("test%d", test%d)' % (i, i))
    g.close()
    body = "\n".join(g.lines)
    imports = "".join('import "%s"\n' % i for i in ["math"] + ["math/bits"] * ("bits." in body) + ["runtime"] * ("runtime.Goexit" in body))
    return "package main\n\n%s%s%s\n%s\n" % (imports, PRELUDE, generics.PRELUDE, body)
