"""Type parameters: generic functions and types, their instances, embedding of instances, constraints with methods and with
type sets, arithmetic and comparison on type parameters, inference and explicit instantiation."""
from .core import *
from .composites import wrapped
from . import calls

SMALL = (Basic, TypeParam)
CONSTRAINTS = {
    "any": frozenset(), "comparable": frozenset({"cmp"}),
    "Integer": frozenset({"cmp", "ord", "add", "num", "int"}),
    "Number": frozenset({"cmp", "ord", "add", "num"}),
    "Ordered": frozenset({"cmp", "ord", "add"}),
}
PRELUDE = """
type Integer interface { ~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uintptr }
type Number interface { Integer | ~float32 | ~float64 }
type Ordered interface { Number | ~string }
"""


@dataclass(eq=False)
class Generic:
    """A generic type."""
    name: str
    params: tuple
    level: int
    definition: Type = None
    methods: list = field(default_factory=list)
    instances: dict = field(default_factory=dict)

    def instance(self, args):
        if args not in self.instances:
            n = self.instances[args] = Named(self.name, generic=self, args=args)
            m = dict(zip(self.params, args))
            n.definition = subst(self.definition, m)
            n.methods = [Method(x.name, subst(x.sig, m), x.by_pointer) for x in self.methods]
        return self.instances[args]

    def some_instance(self, g):
        if g.fn and g.fn.tparams == self.params and g.chance(0.6):
            return self.instance(self.params)
        if self.level >= level(g):
            return INT
        args = type_arguments(g, self.params)
        return self.instance(args)


@dataclass(eq=False)
class GenericFunction:
    name: str
    params: tuple
    level: int
    sig: Func


def level(g):
    return g.fn.level if g.fn else g.level


def satisfying(g, p):
    """A type that satisfies p's constraint."""
    if p.methods:
        return g.pick(p.choices)
    mine = [q for q in (g.fn.tparams if g.fn else ()) if p.constraint in ("any", q.constraint)]
    if mine and g.chance(0.5):
        return g.pick(mine)
    if p.constraint in ("any", "comparable"):
        saved, g.level = g.level, 0
        while True:
            t = g.any_type(1)
            if p.constraint == "any" or comparable(t):
                break
        g.level = saved
        return t
    kinds = {"Integer": ("int",), "Number": ("int", "float"), "Ordered": ("int", "float", "string")}[p.constraint]
    return g.pick([t for t in BASICS + g.named if is_kind(t, *kinds)])


def type_arguments(g, params):
    return tuple(satisfying(g, p) for p in params)


def type_params(g, n):
    out = []
    for _ in range(n):
        c = g.pick(sorted(CONSTRAINTS))
        out.append(TypeParam(g.fresh("T"), c, CONSTRAINTS[c], ()))
    if g.chance(0.3) and g.interfaces:
        i = g.pick(g.interfaces)
        fit = tuple(t for n in g.named for t in (n, Pointer(n)) if implements(t, i) and not isinstance(n.under, Interface))
        if i.under.methods and fit:
            out[0] = TypeParam(g.fresh("T"), str(i), frozenset(), fit, i.under.methods)
    return tuple(out)


def parameter_list(params):
    return "[%s]" % ", ".join("%s %s" % (p.name, p.constraint) for p in params)


def match(pattern, t, bound):
    """Binds the type parameters in pattern so that it becomes t; False if that is not possible."""
    if isinstance(pattern, TypeParam):
        if pattern in bound:
            return bound[pattern] == t
        bound[pattern] = t
        return True
    if isinstance(pattern, Named):
        return pattern is t or (pattern.generic is not None and isinstance(t, Named) and pattern.generic is t.generic and
                                all(match(a, b, bound) for a, b in zip(pattern.args, t.args)))
    if type(pattern) is not type(t):
        return False
    if isinstance(pattern, (Pointer, Slice)) or isinstance(pattern, Array) and pattern.n == t.n:
        return match(pattern.elem, t.elem, bound)
    if isinstance(pattern, Map):
        return match(pattern.key, t.key, bound) and match(pattern.elem, t.elem, bound)
    return pattern == t


def satisfies(t, p):
    if p.methods:
        return t in p.choices
    if isinstance(t, TypeParam):
        return p.constraint in ("any", t.constraint)
    if p.constraint == "any":
        return True
    if p.constraint == "comparable":
        return comparable(t)
    return is_kind(t, *{"Integer": ("int",), "Number": ("int", "float"), "Ordered": ("int", "float", "string")}[p.constraint])


@expression(5)
def generic_call(g, t, d):
    if not g.fn.burns:
        return None
    fit = []
    for f in g.generic_functions:
        bound = {}
        if f.level < level(g) and len(f.sig.results) == 1 and match(f.sig.results[0], t, bound) and all(satisfies(a, p) for p, a in bound.items()):
            fit.append((f, bound))
    if not fit:
        return None
    f, bound = g.pick(fit)
    args = tuple(bound[p] if p in bound else satisfying(g, p) for p in f.params)
    sig = subst(f.sig, dict(zip(f.params, args)))
    inferred = all(any(p == q for q in f.sig.params) for p in f.params) and all(isinstance(a, SMALL) or isinstance(a, Named) and isinstance(a.under, (Basic, Struct)) for a in args)
    explicit = "" if inferred and g.chance(0.6) else "[%s]" % ", ".join(map(str, args))
    return "%s%s(%s)" % (f.name, explicit, calls.arguments(g, sig, d))


@expression(8, lambda t: isinstance(t, TypeParam))
def on_parameter(g, t, d):
    """What the constraint allows."""
    r = g.rng.random()
    e = lambda: g.expr(t, d, constant=False)
    if "int" in t.can and r < 0.4:
        return g.pick(["(%s & %s)", "(%s ^ %s)", "(%s / (%s | 1))", "(%s %% (%s | 1))", "(%s << (%s & 7))", "(%s >> (%s & 15))", "(%s &^ %s)"]) % (e(), e())
    if "num" in t.can and r < 0.7:
        return g.pick(["(%s + %s)", "(%s - %s)", "(%s * %s)", "min(%s, %s)"]) % (e(), e())
    if "num" in t.can and r < 0.9:
        return "%s(%d)" % (t, g.upto(100)) if r < 0.8 else "%s(%s)" % (t, g.expr(INTS[1], d, constant=False))
    if "ord" in t.can and r < 0.5:
        return "max(%s, %s)" % (e(), e())
    return None


@expression(1.5, lambda t: t == BOOL)
def comparison_of_parameters(g, t, d):
    ps = [p for p in g.fn.tparams if "cmp" in p.can]
    if not ps:
        return None
    p = g.pick(ps)
    return "(%s %s %s)" % (g.expr(p, d), g.pick(["==", "!="] + (["<", ">="] if "ord" in p.can else [])), g.expr(p, d))


@expression(0.7, lambda t: is_kind(t, "int"))
def conversion_of_parameter(g, t, d):
    ps = [p for p in g.fn.tparams if "int" in p.can]
    return "%s(%s)" % (t, g.expr(g.pick(ps), d, constant=False)) if ps else None


@statement(2)
def type_switch_on_parameter(g, d):
    if not g.fn.tparams or d <= 0:
        return False
    p = g.pick(g.fn.tparams)
    g.open("switch any(%s).(type) {" % g.expr(p, d))
    for t in g.rng.sample(["int", "string", "float64", "[]int", "uint8", "bool"], 3):
        g.emit("case %s: step(%d)" % (t, g.fresh_number()))
    g.emit("default: step(%d)" % g.fresh_number())
    g.close()


# Declarations.
def declare_generic_type(g):
    g.level += 1
    params = type_params(g, g.between(1, 2))
    t = Generic(g.fresh("G"), params, g.level)
    fn, g.fn = g.fn, Fn((), tparams=params)
    g.fn.level = g.level
    self = Named(t.name, generic=t, args=params)
    t.instances[params] = self
    pick = lambda: g.pick([params[0], params[-1], Slice(params[0]), g.type(1), Pointer(params[-1])])
    fields = [Field(g.fresh("f"), pick()) for _ in range(g.between(1, 3))]
    if g.chance(0.3):
        fields.append(Field(g.fresh("f"), Pointer(self)))
    if g.chance(0.4):
        bases = [n for n in g.named if isinstance(n.under, Struct)]
        if g.generics and g.chance(0.6):
            inst = g.pick(g.generics).some_instance(g)
            bases = [inst] if isinstance(inst, Named) and isinstance(inst.under, Struct) else []
        if bases:
            b = g.pick(bases)
            fields.insert(0, Field(b.name, b, True))
    kind = g.rng.random()
    if kind < 0.75:
        t.definition = Struct(tuple(fields))
    elif kind < 0.9:
        t.definition = Slice(params[0])
    else:
        t.definition = Map(INT, params[0])
    self.definition = t.definition
    for name, sig in g.rng.sample(g.vocabulary, g.between(1, 3)):
        t.methods.append(Method(name, sig, g.chance(0.5)))
    t.methods.append(Method(g.fresh("Get"), Func(tuple(g.pick([INT, params[0]]) for _ in range(g.upto(1))), (g.pick(params),)), g.chance(0.5)))
    self.methods = t.methods
    g.fn = fn
    g.generics.append(t)


def declare_generic_function(g):
    g.level += 1
    params = type_params(g, g.pick([1, 1, 2]))
    fn, g.fn = g.fn, Fn((), tparams=params)
    g.fn.level = g.level
    p, q = params[0], params[-1]
    shapes = [p, q, Slice(p), Pointer(q), Func((p,), (q,)), INT, STRING, p]
    gens = [x for x in g.generics if len(x.params) == 1 and x.params[0].constraint in ("any", p.constraint) and not x.params[0].methods and not p.methods]
    if gens:
        shapes += [g.pick(gens).instance((p,))]
    sig = Func(tuple(g.pick(shapes) for _ in range(g.between(0, 3))), (g.pick(shapes[:4] + shapes[5:]),))
    g.fn = fn
    g.generic_functions.append(GenericFunction(g.fresh("g"), params, g.level, sig))


def write_generic_type(g, t):
    g.emit("type %s%s %s" % (t.name, parameter_list(t.params), t.definition))
    self = t.instance(t.params)
    for m in t.methods:
        write_body(g, t.params, t.level, "(%s %s) %s" % ("%s", ("*" if m.by_pointer else "") + str(self), m.name), m.sig, Pointer(self) if m.by_pointer else self)


def write_generic_function(g, f):
    write_body(g, f.params, f.level, f.name + parameter_list(f.params), f.sig, None)


def write_body(g, params, lev, head, sig, receiver):
    names = tuple(g.fresh("p") for _ in sig.params)
    results = calls.result_names(g, sig)
    recv = g.fresh("v") if receiver else None
    fn = Fn(sig.results, results, tparams=params)
    fn.level = lev
    g.open("func %s%s {" % (head % recv if recv else head, sig.signature(names, results)))
    def produce():
        if recv:
            g.declare(recv, receiver)
        calls.function_body(g, sig, names, results, True, lambda: [g.stmt(2) for _ in range(g.upto(3))], 3)
    g.body(fn, produce)
    g.close()
    g.emit("")
