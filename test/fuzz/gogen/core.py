"""The generator's core: what is in scope, the choice among productions, the text under construction.

An area registers productions. One for expressions, `@expression(weight, when)`, gets (g, t, d) and returns the text of an
expression of type t that is not constant, or None; d is how deep it may nest. One for statements, `@statement(weight)`, gets
(g, d), emits lines, and returns False if it could not. `g.expr`, `g.stmt` choose among them; everything they may refer to
is found through g: variables in scope, declared functions and types, the surrounding function and loops.
"""
import random
from dataclasses import dataclass, field

from .types import *

EXPRESSIONS, STATEMENTS = [], []


def expression(weight, when=lambda t: True):
    def register(f):
        EXPRESSIONS.append((weight, when, f))
        return f
    return register


def statement(weight, kind=None):
    def register(f):
        STATEMENTS.append((weight, f))
        return f
    return register


@dataclass
class Var:
    name: str
    type: Type
    assign: bool = True # may be assigned to (loop counters may not)
    shared: bool = False # package level


@dataclass
class Loop:
    label: str
    kind: str # for, switch, select
    used: bool = False


@dataclass
class Fn:
    """A function under construction."""
    results: tuple
    names: tuple = () # of the results
    burns: bool = True # it has burnt fuel: may call what may call
    loops: list = field(default_factory=list)
    times: int = 1 # how often, at most, the current statement runs in one call
    size: int = 0
    tparams: tuple = ()
    rank: int = 1 << 30 # of a declared function: it rarely calls those of a higher one
    level: int = 1 << 30 # of a generic one: it instantiates those of lower levels only, so that instances end

    def literal(self, results=(), names=()):
        """A function literal within."""
        return Fn(results, names, self.burns, times=self.times, tparams=self.tparams, rank=self.rank, level=self.level)


class Generator:
    MAX_TIMES = 40 # of a statement in nested loops
    MAX_NESTING = 9 # of expressions, those within function literals included

    def __init__(self, seed, features):
        self.seed(seed)
        self.features = features
        self.count = 0
        self.lines, self.indent = [], 0
        self.frames = [[]] # of variables; the first is the package's
        self.fn = None
        self.nesting = self.walks = 0
        MEMBERS.clear()
        self.usable = {} # type -> productions
        self.known = [] # how many types there were when each frame began
        self.named, self.interfaces, self.generics = [], [], []
        self.functions, self.generic_functions = [], []
        self.shown = {} # type -> name of the function that shows it

    # Random choices.
    def seed(self, seed):
        self.rng = random.Random(seed)

    def chance(self, p):
        return self.rng.random() < p

    def pick(self, xs):
        return xs[self.rng.randrange(len(xs))]

    def upto(self, n):
        return self.rng.randrange(n + 1)

    def between(self, a, b):
        return self.rng.randint(a, b)

    def weighted(self, pairs):
        total = sum(w for w, _ in pairs)
        at = self.rng.random() * total
        for w, x in pairs:
            at -= w
            if at < 0:
                return x
        return pairs[-1][1]

    def on(self, feature):
        return feature in self.features

    def fresh(self, prefix):
        self.count += 1
        return "%s%d" % (prefix, self.count)

    # Text.
    def emit(self, line):
        self.lines.append("\t" * self.indent + line)

    def open(self, line):
        self.emit(line)
        self.indent += 1

    def close(self, line="}"):
        self.indent -= 1
        self.emit(line)

    def captured(self, produce, *args):
        """The lines that produce() emits, as one text."""
        saved, self.lines = self.lines, []
        produce(*args)
        saved, self.lines = self.lines, saved
        return "\n".join(saved)

    # Scopes.
    def push(self):
        self.frames.append([])
        self.known.append(len(self.named))

    def pop(self):
        self.frames.pop()
        del self.named[self.known.pop():] # local types

    def declare(self, name, t, assign=True):
        v = Var(name, t, assign, len(self.frames) == 1)
        self.frames[-1].append(v)
        return v

    def visible(self):
        seen, out = set(), []
        for frame in reversed(self.frames):
            for v in reversed(frame):
                if v.name not in seen:
                    seen.add(v.name)
                    out.append(v)
        return out

    def new_name(self, prefix="v"):
        """A name for a local variable; now and then one that shadows another."""
        if self.chance(0.06) and len(self.frames) > 2:
            outer = [v.name for f in self.frames[2:-1] for v in f if v.name[0] == "v"]
            here = {v.name for v in self.frames[-1]}
            outer = [n for n in outer if n not in here]
            if outer:
                return self.pick(outer)
        return self.fresh(prefix)

    # Types.
    def type(self, d=2, comparable_only=False):
        """Some type; d is how deep it may nest."""
        while True:
            t = self.any_type(d)
            if not comparable_only or comparable(t):
                return t

    def basic(self):
        return self.pick(INTS) if self.chance(0.6) else self.pick(BASICS)

    def any_type(self, d):
        r = self.rng.random()
        if self.fn and self.fn.tparams and r < 0.25:
            return self.pick(self.fn.tparams)
        if d <= 0 or r < 0.45:
            if self.named and self.chance(0.25):
                return self.pick(self.named)
            return INT if self.chance(0.2) else self.basic()
        if r < 0.6 and self.named:
            return self.pick(self.named)
        if r < 0.65 and self.generics:
            return self.pick(self.generics).some_instance(self)
        if r < 0.69 and self.interfaces:
            return self.pick(self.interfaces)
        if r < 0.72:
            return ANY
        if r < 0.80:
            return Slice(self.any_type(d - 1))
        if r < 0.85:
            return Array(self.between(1, 4), self.any_type(d - 1))
        if r < 0.90:
            return Map(self.key_type(), self.any_type(d - 1))
        if r < 0.95:
            return Pointer(self.any_type(d - 1))
        if r < 0.98:
            return self.func_type(d - 1)
        return Struct(tuple(Field(self.fresh("f"), self.any_type(d - 1)) for _ in range(self.between(1, 3))))

    def func_type(self, d=1):
        return Func(tuple(self.any_type(d) for _ in range(self.upto(2))), tuple(self.any_type(d) for _ in range(self.between(0, 2))))

    def key_type(self):
        r = self.rng.random()
        if r < 0.6:
            return self.pick([INT, STRING, self.basic()])
        if r < 0.7:
            return ANY
        if r < 0.8:
            return Array(self.between(0, 2), self.pick([ANY, self.basic()]))
        if r < 0.9:
            return Struct((Field(self.fresh("f"), self.pick([ANY, FLOATS[1], self.basic()])), Field(self.fresh("f"), self.basic())))
        keys = [t for t in self.named + self.interfaces if comparable(t)]
        return self.pick(keys) if keys else INT

    # Expressions.
    def expr(self, t, d=3, constant=True):
        """The text of an expression of type t; a constant only if `constant`."""
        self.nesting += 1
        text = self.chosen(t, d if self.nesting < self.MAX_NESTING else 0, constant)
        self.nesting -= 1
        return text

    def chosen(self, t, d, constant):
        if d <= 0 or self.fn is None:
            return self.leaf(t, constant)
        usable = self.usable.get(t)
        if not usable:
            usable = self.usable[t] = [(w, f) for w, when, f in EXPRESSIONS if when(t)]
        for _ in range(5):
            text = self.weighted(usable)(self, t, d - 1)
            if text is not None:
                return text
        return self.leaf(t, constant)

    def leaf(self, t, constant=True):
        if self.chance(0.75) and self.walks < 2:
            text = self.path(t)
            if text:
                return text
        from . import numbers
        text = self.simplest(t)
        return text if constant or not numbers.has_constants(t) else "id(%s)" % text

    def path(self, t, target=False):
        """A variable, field, element or pointee of type t in scope: reached by a few random walks. target: "assign" for a
        left side, "address" for what & may be applied to."""
        variables = [v for v in self.visible() if v.assign or not target]
        if not variables:
            return None
        exact = [v for v in variables if v.type == t]
        if exact and self.chance(0.6):
            return self.pick(exact).name
        self.walks += 1
        text = self.walk(variables[:30], t, target)
        self.walks -= 1
        return text

    def walk(self, variables, t, target):
        for _ in range(8):
            v = self.pick(variables)
            text, typ, addressable = v.name, v.type, True
            for step in range(4):
                if typ == t and (step == 0 or self.chance(0.8)) and (addressable or not target or target == "assign" and addressable is None):
                    return text
                text, typ, addressable = self.step(text, typ, addressable, target)
                if typ is None:
                    break
        return None

    def step(self, text, typ, addressable, target):
        """One selector, index or indirection further: text, type (None if there is none), and whether that is addressable;
        a map's element is "None": it may be assigned to, but is not addressable."""
        u = typ.under
        none = None, None, False
        if isinstance(typ, TypeParam):
            return none
        if isinstance(u, Struct) or isinstance(u, Pointer) and isinstance(u.elem.under, Struct) and self.chance(0.9):
            if isinstance(u, Pointer) and isinstance(typ, Named):
                return none
            fields = [m for m in members(typ).values() if not m.method]
            fields = [m for m in fields if not m.indirect or target or self.on("unordered_panics")]
            if not fields:
                return none
            m = self.pick(fields)
            if isinstance(u, Pointer) and self.calls_for(target):
                text = "deref(%s)" % text
            return "%s.%s" % (text, m.name), m.type, bool(addressable) or isinstance(u, Pointer) or m.indirect
        if isinstance(u, Pointer):
            return "deref(%s)" % text if self.calls_for(target) else "(*%s)" % text, u.elem, True
        if isinstance(u, Array):
            if not u.n:
                return none
            return "%s[%s]" % (text, self.array_index(u.n)), u.elem, bool(addressable)
        if isinstance(u, Slice) and self.calls_for(target):
            return "at(%s, int(%s))" % (text, self.index(text, 1)), u.elem, True
        if isinstance(u, Slice):
            return "%s[%s]" % (text, self.index(text, 1)), u.elem, True
        if isinstance(u, Map) and self.calls_for(target):
            return "look(%s, %s)" % (text, self.expr(u.key, 1)), u.elem, None
        if isinstance(u, Map):
            return "%s[%s]" % (text, self.expr(u.key, 1)), u.elem, None
        return none

    def calls_for(self, target):
        """Does what may panic stand in a call? Calls are ordered among each other; other panics of an expression are not."""
        return not target and not self.on("unordered_panics")

    def array_index(self, n):
        if self.chance(0.6):
            return str(self.rng.randrange(n))
        t = self.pick(INTS)
        e = self.expr(t, 1, constant=False)
        if self.chance(0.06) and self.on("unordered_panics"):
            return e
        return "%s%%%d" % (e, n) if not t.signed else "uint(%s)%%%d" % (e, n)

    def index(self, text, d, cap=False):
        """An index into text: mostly within its length where it is not empty."""
        r = self.rng.random()
        if r < 0.35:
            return str(self.weighted([(6, 0), (2, 1), (1, 2)]))
        e = self.expr(self.pick(INTS), d, constant=False)
        return e if r < 0.42 else "in(int(%s), len(%s))" % (e, text)

    def target(self, t):
        """A left side of type t, or None."""
        return self.path(t, "assign")

    def callees(self):
        """The declared functions that the current one may call; recursion, which only fuel ends, is rare."""
        return self.functions if self.chance(0.05) else self.functions[:self.fn.rank]

    # Statements.
    def stmt(self, d):
        self.fn.size += 1
        for _ in range(5):
            if self.weighted(STATEMENTS)(self, d - 1) is not False:
                return
        self.emit("step(%d)" % self.fresh_number())

    def fresh_number(self):
        self.count += 1
        return self.count

    def block(self, n, d):
        """n statements in a scope of their own."""
        self.push()
        self.run_of(n, d)
        self.pop()

    def run_of(self, n, d):
        """n statements; what they declare is shown at the end now and then."""
        for _ in range(n):
            self.stmt(d)
            if self.fn.size > self.max_size:
                break
        if self.chance(0.3):
            for v in self.frames[-1][-3:]:
                self.show(v.name, v.type)

    max_size = 60

    def body(self, fn, produce):
        """produce() with fn as the surrounding function."""
        outer, self.fn = self.fn, fn
        self.push()
        produce()
        self.pop()
        self.fn = outer
        if outer:
            outer.size += fn.size

    def loop(self, times, kind="for"):
        """Enters a loop whose body runs at most `times` more often; None if that would be too much."""
        if self.fn.times * times > self.MAX_TIMES:
            return None
        l = Loop(self.fresh("L"), kind)
        self.fn.loops.append(l)
        self.fn.times *= times
        return l

    def end_loop(self, l, times):
        self.fn.loops.pop()
        self.fn.times //= times

    def show(self, text, t):
        self.emit(self.showing(text, t))

    def showing(self, text, t):
        from . import program
        return "%s(%s, 2)" % (program.shower(self, t), text)
