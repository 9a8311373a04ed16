"""Functions: calls, several results, variadic ones, closures, methods as values and expressions, defer, panic, recover, named
results that deferred functions change."""
from .core import *
from .composites import of, typed, wrapped


def arguments(g, sig, d):
    out = []
    for i, p in enumerate(sig.params):
        if sig.variadic and i == len(sig.params) - 1:
            if g.chance(0.3):
                out.append("%s..." % g.expr(p, d))
            else:
                out += [g.expr(p.elem, d) for _ in range(g.upto(2))]
        else:
            out.append(g.expr(p, d))
    return ", ".join(out)


def giving(g, t):
    """Everything callable in scope whose only result is t: pairs of text and signature."""
    out = [(f.name, f.sig) for f in g.callees() if f.sig.results == (t,)]
    for v in g.visible():
        u = v.type.under
        if isinstance(v.type, TypeParam):
            u = None
        if isinstance(u, Func) and u.results == (t,):
            out.append((v.name, u))
        if g.fn.burns:
            for m in callable_methods(g, v):
                if m.type.results == (t,):
                    out.append((method_text(g, v, m), m.type))
    return out


def callable_methods(g, v):
    """Methods that a selector on variable v reaches."""
    if isinstance(v.type, (Named, Pointer, TypeParam)):
        for m in members(v.type).values():
            if m.method:
                yield m


def method_text(g, v, m):
    """v.m, or the same as a method expression."""
    if g.chance(0.8) or isinstance(v.type, TypeParam) or isinstance(v.type.under, Interface) and g.chance(0.5):
        return "%s.%s" % (v.name, m.name)
    if m.by_pointer and not m.indirect and not isinstance(v.type, Pointer):
        return "%s.%s" % (v.name, m.name)
    return "bound(%s.%s)" % (v.name, m.name) if g.chance(0.5) else "(%s.%s)" % (v.name, m.name)


@expression(7)
def call(g, t, d):
    if not g.fn.burns:
        return None
    choices = giving(g, t)
    if not choices:
        return None
    text, sig = g.pick(choices)
    return "%s(%s)" % (text, arguments(g, sig, d))


@expression(4)
def traced(g, t, d):
    """Says when it is evaluated."""
    if isinstance(t, Basic) and t.name in ("int", "string", "bool", "float64"):
        return "tr_%s(%d, %s)" % (t.name, g.fresh_number(), g.expr(t, d))
    return "tr[%s](%d, %s)" % (t, g.fresh_number(), g.expr(t, d))


@expression(1)
def one_of_several(g, t, d):
    """f(g()) with a g of several results."""
    several = [f for f in g.callees() if len(f.sig.results) == 2 and t in f.sig.results]
    if not several or not g.fn.burns:
        return None
    f = g.pick(several)
    return "%s(%s(%s))" % ("first" if f.sig.results[0] == t else "second", f.name, arguments(g, f.sig, d))


@expression(2)
def immediate(g, t, d):
    """func() T { ... }() with all that belongs to a function."""
    if d <= 0 or g.fn.size > g.max_size:
        return None
    return "%s()" % literal_function(g, Func((), (t,)), d, statements=g.upto(2), fuel=False)


@expression(4, of(Func))
def function_value(g, t, d):
    if isinstance(t, Named):
        return "%s(%s)" % (t, function_value(g, t.under, d))
    r = g.rng.random()
    if r < 0.25:
        fs = [f.name for f in g.callees() if f.sig == t]
        if fs:
            return g.pick(fs)
    if r < 0.55 and g.fn.burns:
        values = [method_text(g, v, m) for v in g.visible() for m in callable_methods(g, v) if m.type == t]
        if values:
            return g.pick(values)
    if r < 0.65:
        e = method_expression(g, t)
        if e:
            return e
    return literal_function(g, t, d, g.upto(2))


def method_expression(g, sig):
    """T.m or (*T).m of that signature."""
    if not sig.params:
        return None
    t = sig.params[0]
    if not isinstance(t, (Named, Pointer)) or isinstance(t, Pointer) and not isinstance(t.elem, Named):
        return None
    rest = Func(sig.params[1:], sig.results, sig.variadic)
    names = [n for n, s in method_set(t).items() if s == rest]
    return "%s.%s" % (wrapped(t), g.pick(names)) if names else None


@expression(1.5)
def call_of_method_expression(g, t, d):
    if not g.fn.burns or not g.named:
        return None
    n = g.pick(g.named)
    for recv in [n, Pointer(n)]:
        for name, sig in method_set(recv).items():
            if sig.results == (t,) and g.chance(0.7):
                if isinstance(n.under, Interface):
                    continue
                args = arguments(g, sig, d)
                return "%s.%s(%s%s)" % (wrapped(recv), name, g.expr(recv, d), ", " + args if args else "")
    return None


@expression(2.5)
def call_of_method_of_value(g, t, d):
    """A method of a value that is no variable."""
    if not g.fn.burns or not g.named:
        return None
    n = g.pick(g.named + g.interfaces)
    recv = n if g.chance(0.5) or isinstance(n.under, Interface) else Pointer(n)
    fit = [(name, sig) for name, sig in method_set(recv).items() if sig.results == (t,)]
    if not fit:
        return None
    name, sig = g.pick(fit)
    return "%s.%s(%s)" % (typed_value(g, recv, d), name, arguments(g, sig, d))


def typed_value(g, t, d):
    e = g.expr(t, d, constant=False)
    return "(%s)" % e


# Bodies.
def result_names(g, sig):
    return tuple(g.fresh("r") for _ in sig.results) if sig.results and g.chance(0.5) else ()


def literal_function(g, sig, d, statements, fuel=True):
    """A function literal with so many statements before its return."""
    names = tuple(g.fresh("p") for _ in sig.params)
    results = result_names(g, sig)
    def produce():
        g.indent += 1
        function_body(g, sig, names, results, fuel, lambda: [g.stmt(d) for _ in range(statements)], d)
        g.indent -= 1
    fn = g.fn.literal(sig.results, results)
    text = g.captured(g.body, fn, produce)
    return "func%s {\n%s\n%s}" % (sig.signature(names, results), text, "\t" * g.indent)


def function_body(g, sig, names, results, fuel, statements, d):
    for n, t in zip(names, sig.params):
        g.declare(n, t)
    if fuel:
        zero = "return" if results or not sig.results else "return %s" % ", ".join("*new(%s)" % t for t in sig.results)
        g.emit("if burn() { %s }" % zero)
    for n, t in zip(results, sig.results):
        g.declare(n, t)
    if g.chance(0.25):
        defer_recover(g, d)
    statements()
    return_statement(g, d, last=True)


def return_statement(g, d, last=False):
    fn = g.fn
    if not fn.results:
        if not last:
            g.emit("return")
        return
    if fn.names and g.chance(0.4):
        g.emit("return")
        return
    if len(fn.results) > 1:
        same = [f for f in g.callees() if f.sig.results == fn.results]
        if same and g.fn.burns and g.chance(0.4):
            f = g.pick(same)
            g.emit("return %s(%s)" % (f.name, arguments(g, f.sig, d)))
            return
    g.emit("return %s" % ", ".join(g.expr(t, d) for t in fn.results))


@statement(2)
def early_return(g, d):
    if d <= 0:
        return False
    g.open("if %s {" % "(%s)" % g.expr(BOOL, d, constant=False))
    return_statement(g, d)
    g.close()


@statement(6)
def call_statement(g, d):
    if not g.fn.burns:
        return False
    targets = g.callees()
    if not targets:
        return False
    f = g.pick(targets)
    text = "%s(%s)" % (f.name, arguments(g, f.sig, d))
    results = f.sig.results
    if not results:
        g.emit(text)
    elif g.chance(0.3):
        g.emit("%s = %s" % (", ".join("_" for _ in results), text) if g.chance(0.5) else text)
    elif g.chance(0.3):
        left = [g.target(t) for t in results]
        if None in left:
            return False
        g.emit("%s = %s" % (", ".join(left), text))
    else:
        names = [g.fresh("v") for _ in results]
        g.emit("%s := %s" % (", ".join(names), text))
        for n, t in zip(names, results):
            g.declare(n, t)
            g.emit("_ = %s" % n)
        g.show(names[0], results[0])


@statement(3)
def method_call_statement(g, d):
    if not g.fn.burns:
        return False
    vs = [(v, m) for v in g.visible() for m in callable_methods(g, v)]
    if not vs:
        return False
    v, m = g.pick(vs)
    text = "%s.%s(%s)" % (v.name, m.name, arguments(g, m.type, d))
    if m.type.results:
        g.show("first(%s)" % text if len(m.type.results) == 2 else text, m.type.results[0]) if len(m.type.results) < 3 else g.emit(text)
    else:
        g.emit(text)


# defer, panic, recover.
def defer_recover(g, d):
    """defer func() { if r := recover(); r != nil { ... } }(), which may set named results and panic again."""
    g.open("defer func() {")
    g.open("if r := recover(); r != nil {")
    g.emit("show_panic(r)")
    fn = g.fn
    inner = fn.literal()
    def produce():
        for n, t in zip(fn.names, fn.results):
            if g.chance(0.6):
                g.emit("%s = %s" % (n, g.expr(t, d - 1)))
        if g.chance(0.1):
            g.emit("panic(%s)" % panic_value(g, d - 1))
    g.body(inner, produce)
    g.close()
    g.close("}()")


def panic_value(g, d):
    t = g.pick([STRING, INT, g.type(1), ANY])
    return typed(t, g.expr(t, d)) if isinstance(t.under, Func) else g.expr(t, d)


@statement(5)
def defer_statement(g, d):
    """Of a call, a method, a builtin or a function literal; in loops, too."""
    if d <= 0:
        return False
    r = g.rng.random()
    if r < 0.3:
        t = g.type(1)
        g.emit("defer %s" % g.showing(g.expr(t, d), t))
    elif r < 0.5 and g.fn.burns and g.fn.rank > len(g.functions):
        f = g.pick(g.functions)
        g.emit("defer %s(%s)" % (f.name, arguments(g, f.sig, d)))
    elif r < 0.6 and g.fn.burns:
        vs = [(v, m) for v in g.visible() for m in callable_methods(g, v)]
        if not vs:
            return False
        v, m = g.pick(vs)
        g.emit("defer %s.%s(%s)" % (v.name, m.name, arguments(g, m.type, d)))
    elif r < 0.66:
        g.emit("defer %s" % g.pick(["step(%d)" % g.fresh_number(), "recover()", "func() {}()", "panic(%s)" % panic_value(g, d)]))
    else:
        sig = Func(tuple(g.type(1) for _ in range(g.upto(1))), ())
        args = arguments(g, sig, d)
        g.emit("defer %s(%s)" % (literal_function(g, sig, d, g.between(1, 2), fuel=False), args))


@statement(2)
def defers_of_a_loop(g, d):
    """A function whose loop defers functions that see the panics of one another and change its named result."""
    times = g.between(1, 4)
    if d <= 0 or g.fn.times * times > g.MAX_TIMES:
        return False
    t, r, i = g.type(1), g.fresh("r"), g.fresh("i")
    fn = g.fn.literal((t,), (r,))
    def produce():
        g.declare(r, t)
        g.open("for %s := 0; %s < %d; %s++ {" % (i, i, times, i))
        g.push()
        g.declare(i, INT, assign=False)
        g.fn.times *= times
        if g.chance(0.4):
            g.emit("if %s { %s }" % (header_of(g, d), g.pick(["break", "continue", "return", "panic(%s)" % panic_value(g, d - 1)])))
        g.open("defer func() {")
        def deferred():
            g.emit("mark(%s)" % i)
            if g.chance(0.6):
                g.emit("if p := recover(); p != nil { show_panic(p); %s = %s }" % (r, g.expr(t, d - 1)))
            g.block(g.upto(2), d - 1)
            if g.chance(0.4):
                g.emit("if %s == %d { panic(%s) }" % (i, g.upto(times), panic_value(g, d - 1)))
        g.body(g.fn.literal(), deferred)
        g.close("}()")
        if g.chance(0.4):
            g.emit("if %s { %s }" % (header_of(g, d), g.pick(["break", "continue", "panic(%s)" % panic_value(g, d - 1)])))
        g.pop()
        g.close()
        g.fn.times //= times
        g.emit("return %s" % g.expr(t, d - 1))
    g.indent += 1
    text = g.captured(g.body, fn, produce)
    g.indent -= 1
    name = g.fresh("v")
    g.emit("%s := try(func() (%s %s) {\n%s\n%s})" % (name, r, t, text, "\t" * g.indent))
    g.show(name, t)


def header_of(g, d):
    return "(%s)" % g.expr(BOOL, d - 1, constant=False)


@statement(5)
def guarded(g, d):
    """func() { defer ...recover...; statements }(): what follows is reached whatever happens inside."""
    if d <= 0:
        return False
    fn = g.fn.literal()
    g.open("func() {")
    def produce():
        if g.chance(0.5):
            g.emit("defer catch(%d)" % g.fresh_number())
        else:
            defer_recover(g, d)
        g.block(g.between(1, 4), d)
    g.body(fn, produce)
    g.close("}()")


@statement(2)
def panic_statement(g, d):
    if d <= 0:
        return False
    g.open("if %s {" % "(%s)" % g.expr(BOOL, d, constant=False))
    g.emit("panic(%s)" % panic_value(g, d))
    g.close()


@statement(1)
def recover_call(g, d):
    g.emit("show_panic(recover())" if g.chance(0.7) else "func() { show_panic(recover()) }()")


@statement(3)
def closure_variable(g, d):
    sig = g.func_type()
    name = g.fresh("v")
    g.emit("%s := %s" % (name, literal_function(g, sig, d, g.upto(2))))
    g.declare(name, sig)
    g.emit("_ = %s" % name)
    if g.chance(0.5) and g.fn.burns:
        text = "%s(%s)" % (name, arguments(g, sig, d))
        if len(sig.results) == 1:
            g.show(text, sig.results[0])
        else:
            g.emit(text)
