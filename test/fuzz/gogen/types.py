"""The model of Go's types. Types without a name are compared by structure, named ones by identity, as in Go."""
from dataclasses import dataclass, field


class Type:
    @property
    def under(self):
        return self


@dataclass(frozen=True)
class Basic(Type):
    name: str
    kind: str # int, float, complex, string, bool
    bits: int = 0
    signed: bool = False

    def __str__(self):
        return self.name

    @property
    def low(self):
        return -(1 << self.bits - 1) if self.signed else 0

    @property
    def high(self):
        return (1 << self.bits - self.signed) - 1


INTS = [Basic(n, "int", b, s) for n, b, s in [
    ("int", 64, True), ("int8", 8, True), ("int16", 16, True), ("int32", 32, True), ("int64", 64, True),
    ("uint", 64, False), ("uint8", 8, False), ("uint16", 16, False), ("uint32", 32, False), ("uint64", 64, False),
    ("uintptr", 64, False)]]
FLOATS = [Basic("float32", "float", 32), Basic("float64", "float", 64)]
COMPLEXES = [Basic("complex64", "complex", 64), Basic("complex128", "complex", 128)]
STRING, BOOL = Basic("string", "string"), Basic("bool", "bool")
INT, INT32, UINT8 = INTS[0], INTS[3], INTS[6]
BASICS = INTS + FLOATS + COMPLEXES + [STRING, BOOL]


@dataclass(frozen=True)
class Pointer(Type):
    elem: Type

    def __str__(self):
        return "*%s" % self.elem


@dataclass(frozen=True)
class Slice(Type):
    elem: Type

    def __str__(self):
        return "[]%s" % self.elem


@dataclass(frozen=True)
class Array(Type):
    n: int
    elem: Type

    def __str__(self):
        return "[%d]%s" % (self.n, self.elem)


@dataclass(frozen=True)
class Map(Type):
    key: Type
    elem: Type

    def __str__(self):
        return "map[%s]%s" % (self.key, self.elem)


@dataclass(frozen=True)
class Chan(Type):
    elem: Type

    def __str__(self):
        return "chan %s" % ("(%s)" % self.elem if isinstance(self.elem, Chan) else self.elem)


@dataclass(frozen=True)
class Func(Type):
    params: tuple
    results: tuple
    variadic: bool = False

    def param_list(self, names=None):
        texts = [str(p) for p in self.params]
        if self.variadic:
            texts[-1] = "..." + str(self.params[-1].elem)
        return ", ".join("%s %s" % p for p in zip(names, texts)) if names else ", ".join(texts)

    def signature(self, names=None, results=None):
        if results:
            r = " (%s)" % ", ".join("%s %s" % p for p in zip(results, self.results))
        elif len(self.results) == 1:
            r = " (%s)" % self.results[0]
        else:
            r = " (%s)" % ", ".join(map(str, self.results)) if self.results else ""
        return "(%s)%s" % (self.param_list(names), r)

    def __str__(self):
        return "func" + self.signature()


@dataclass(frozen=True)
class Field:
    name: str
    type: Type
    embedded: bool = False


@dataclass(frozen=True)
class Struct(Type):
    fields: tuple

    def __str__(self):
        return "struct{ %s }" % "; ".join(str(f.type) if f.embedded else "%s %s" % (f.name, f.type) for f in self.fields)


@dataclass(frozen=True)
class Interface(Type):
    methods: tuple # of (name, Func), sorted by name

    def __str__(self):
        if not self.methods:
            return "any"
        return "interface{ %s }" % "; ".join(n + s.signature() for n, s in self.methods)


@dataclass
class Method:
    name: str
    sig: Func
    by_pointer: bool


@dataclass(eq=False)
class Named(Type):
    name: str
    definition: Type = None
    methods: list = field(default_factory=list)
    generic: object = None # the Generic it is an instance of
    args: tuple = ()
    complete: bool = False # all of it is declared
    local: bool = False # declared in a function

    @property
    def under(self):
        return self.definition.under

    def __str__(self):
        return self.name + ("[%s]" % ", ".join(map(str, self.args)) if self.args else "")

    __repr__ = __str__


@dataclass(eq=False)
class TypeParam(Type):
    """A type parameter. `can` says what its constraint allows: subset of {"cmp", "ord", "add", "int", "num"}."""
    name: str
    constraint: str
    can: frozenset
    choices: tuple # types that satisfy the constraint
    methods: tuple = () # of the constraint

    def __str__(self):
        return self.name

    __repr__ = __str__


ANY = Interface(())


def is_kind(t, *kinds):
    return isinstance(t.under, Basic) and t.under.kind in kinds


def comparable(t, strictly=False):
    """May == be applied; strictly: without a panic."""
    if isinstance(t, TypeParam):
        return "cmp" in t.can
    u = t.under
    if isinstance(u, (Slice, Map, Func)):
        return False
    if isinstance(u, Array):
        return comparable(u.elem, strictly)
    if isinstance(u, Struct):
        return all(comparable(f.type, strictly) for f in u.fields)
    return not (strictly and isinstance(u, Interface))


def mentions(t, such):
    """Does `such` hold of t or of a type that t is written with?"""
    if such(t):
        return True
    if isinstance(t, Named):
        parts = t.args
    elif isinstance(t, (Pointer, Slice, Array, Chan)):
        parts = (t.elem,)
    elif isinstance(t, Map):
        parts = (t.key, t.elem)
    elif isinstance(t, Func):
        parts = t.params + t.results
    elif isinstance(t, Struct):
        parts = tuple(f.type for f in t.fields)
    else:
        parts = tuple(s for _, s in t.methods) if isinstance(t, Interface) else ()
    return any(mentions(p, such) for p in parts)


def has_params(t):
    return mentions(t, lambda x: isinstance(x, TypeParam))


def is_local(t):
    """Is t unknown outside of a function?"""
    return mentions(t, lambda x: isinstance(x, TypeParam) or isinstance(x, Named) and x.local)


def subst(t, m):
    """t with the type parameters in m replaced."""
    if not m or not has_params(t):
        return t
    if isinstance(t, TypeParam):
        return m.get(t, t)
    if isinstance(t, Named):
        return t.generic.instance(tuple(subst(a, m) for a in t.args))
    if isinstance(t, (Pointer, Slice, Chan)):
        return type(t)(subst(t.elem, m))
    if isinstance(t, Array):
        return Array(t.n, subst(t.elem, m))
    if isinstance(t, Map):
        return Map(subst(t.key, m), subst(t.elem, m))
    if isinstance(t, Func):
        return Func(tuple(subst(p, m) for p in t.params), tuple(subst(r, m) for r in t.results), t.variadic)
    if isinstance(t, Struct):
        return Struct(tuple(Field(f.name, subst(f.type, m), f.embedded) for f in t.fields))
    return Interface(tuple((n, subst(s, m)) for n, s in t.methods))


@dataclass(frozen=True)
class Member:
    """A field or method of a type, by whatever way it got there."""
    name: str
    type: Type
    method: bool
    by_pointer: bool = False # the method has a pointer receiver
    indirect: bool = False # the way leads through an embedded pointer, which may be nil
    depth: int = 0


MEMBERS = {} # what members() found, of types that are complete


def members(t):
    """What t's selectors reach: the fields and methods of the shallowest depth, where they are unique."""
    if not complete(t):
        return find_members(t)
    if t not in MEMBERS:
        MEMBERS[t] = find_members(t)
    return MEMBERS[t]


def complete(t):
    n = t.elem if isinstance(t, Pointer) else t
    return getattr(n, "complete", False)


def find_members(t):
    if isinstance(t, TypeParam):
        return {n: Member(n, s, True) for n, s in t.methods}
    found, level, seen = {}, [(t, False)], set()
    depth = 0
    while level:
        here, following, these = {}, [], set()
        for typ, indirect in level:
            if isinstance(typ, Pointer):
                if depth or isinstance(typ.elem, Named):
                    typ, indirect = typ.elem, indirect or depth > 0
            if isinstance(typ, Named):
                if typ in seen:
                    continue
                these.add(typ)
                for m in typ.methods:
                    here.setdefault(m.name, []).append(Member(m.name, m.sig, True, m.by_pointer, indirect, depth))
            u = typ.under
            if isinstance(u, Struct):
                for f in u.fields:
                    here.setdefault(f.name, []).append(Member(f.name, f.type, False, False, indirect, depth))
                    if f.embedded:
                        following.append((f.type, indirect))
            elif isinstance(u, Interface) and (depth or not isinstance(t, Pointer)):
                for n, s in u.methods:
                    here.setdefault(n, []).append(Member(n, s, True, False, indirect, depth))
        for name, which in here.items():
            if name not in found:
                found[name] = which[0] if len(which) == 1 else None
        seen |= these
        level = following
        depth += 1
    return {n: m for n, m in found.items() if m}


def method_set(t):
    """Names and signatures of the methods a value of t brings into an interface."""
    return {m.name: m.type for m in members(t).values()
            if m.method and (not m.by_pointer or m.indirect or isinstance(t, Pointer))}


def implements(t, iface):
    have = method_set(t)
    return all(have.get(n) == s for n, s in iface.under.methods)
