#!/usr/bin/env python3
"""Writes a program that calls promoted methods in every way, through every chain of embedded fields.

usage: promotion.py [--depth N] [--every K]     chains of 1..N embedded fields (default 3), every K-th of the product

The product: each embedded field a value or a pointer x outer struct one word or wider x what is at the end (a struct of one
word, of a pointer, a wide one, an interface that holds a pointer) x receiver value or pointer x outer value or pointer x
the ways to call. A method says which object it acted on: a pointer method returns its receiver and counts in it, a value
method returns the count of its copy. The rule for the copy: it is taken where the path leaves the last pointer, when the
method value is made or the interface value is converted, else at the call. Prints nothing but "<n> checks" if all is right."""
import argparse, itertools

HEADER = '''package main

import "reflect"

type putter interface{ Put() any }
type getter interface{ Get() int }

var (
	checks int
	async  bool
	done   = make(chan any)
)

func report(obj any) any {
	if async {
		async = false
		done <- obj
	}
	return obj
}

func check(what string, ok bool) {
	checks++
	if !ok {
		println("wrong:", what)
	}
}

func panics(what string, f func()) {
	defer func() { check(what+" of nil panics", recover() != nil) }()
	f()
}

func genericPut[T putter](x T) any { return x.Put() }
func genericGet[T getter](x T) int { return x.Get() }

func reflected(x any, method string) any {
	return reflect.ValueOf(x).MethodByName(method).Call(nil)[0].Interface()
}

// The end of the chain, and where its count is.
type Int struct{ n int }

func (b *Int) Put() any { b.n++; return report(b) }
func (b Int) Get() int  { return b.n }

type Ptr struct{ p *int }

func (b *Ptr) Put() any { b.p = new(int); *b.p = b.was() + 1; return report(b) }
func (b *Ptr) was() int { return *counts[b] }
func (b Ptr) Get() int  { return *b.p }

var counts = map[*Ptr]*int{}

type Wide struct {
	a, b string
	n    int
}

func (b *Wide) Put() any { b.n++; return report(b) }
func (b Wide) Get() int  { return b.n }

type Both interface {
	putter
	getter
}
'''

def setter(base, obj, value):
    """Sets the count of the object to value (a new word for Ptr, so that copies keep theirs)."""
    if base == 'Ptr': return f'{obj}.p = new(int); *{obj}.p = {value}; counts[{obj}] = {obj}.p'
    return f'{obj}.n = {value}'

def config(k, chain, wide, base):
    """chain: 'v' or 'p' for each embedded field, the last one is the base itself."""
    out, names = [], []
    iface = base == 'Both'
    inner = base
    for level in range(len(chain) - 1, -1, -1):
        name = f'T{k}_{level}'
        star = '*' if chain[level] == 'p' else ''
        pad = '\n\tpad [3]int' if wide and level == 0 else ''
        out.append(f'type {name} struct {{\n\t{star}{inner}{pad}\n}}')
        names.append((name, inner))
        inner = name
    outer = inner
    # var x outer, all pointers set; obj: the object at the end
    body = [f'var x {outer}']
    path = 'x'
    for level, (name, field) in enumerate(reversed(names)):
        path += f'.{field}'
        if chain[level] == 'p': body.append(f'{path} = new({field})')
    if iface:
        body += ['obj := new(Int)', f'{path} = obj']
        shared = True
    else:
        body.append(f'obj := {path}' if chain[-1] == 'p' else f'obj := &{path}')
        shared = 'p' in chain
    n = [0]
    def set_to(): n[0] += 10; body.append(setter(base, 'obj', n[0])); return n[0]
    got = 'obj.Get()'
    for ptr in (False, True):
        recv, T = ('(&x)', f'(*{outer})') if ptr else ('x', outer)
        tag = f'{chain} {"wide" if wide else "word"} {base} {"*" if ptr else ""}outer: '
        put_in_set = ptr or shared
        def put(way, call, pre=''):
            v = set_to()
            body.append(f'{pre}check("{tag}put by {way}", {call} == any(obj) && {got} == {v + 1})')
        put('call', f'{recv}.Put()')
        put('method value', 'f%d()' % ptr, f'f{int(ptr)} := {recv}.Put\n')
        v = set_to()
        body.append(f'async = true\ngo {recv}.Put()\ncheck("{tag}put by go", <-done == any(obj) && {got} == {v + 1})')
        v = set_to()
        body.append(f'func() {{ defer {recv}.Put() }}()\ncheck("{tag}put by defer", {got} == {v + 1})')
        if put_in_set:
            arg = '&x' if ptr else 'x'
            put('method expression', f'{T}.Put({arg})')
            put('interface', f'putter({arg}).Put()')
            put('method value of interface', f'h{int(ptr)}()', f'h{int(ptr)} := putter({arg}).Put\n')
            put('interface method expression', f'putter.Put({arg})')
            put('constraint', f'genericPut({arg})')
            put('reflect', f'reflected({arg}, "Put")')
            v = set_to()
            body.append(f'async = true\ngo putter({arg}).Put()\ncheck("{tag}put by go of interface", <-done == any(obj) && {got} == {v + 1})')
            v = set_to()
            body.append(f'func() {{ defer putter({arg}).Put() }}()\ncheck("{tag}put by defer of interface", {got} == {v + 1})')
        # value methods: bound early or late
        arg = '&x' if ptr else 'x'
        def get(way, make, call, late):
            a = set_to(); 
            if make: body.append(make)
            b = set_to() if make else a
            body.append(f'check("{tag}get by {way}", {call} == {b if late else a})')
        late = ptr or shared
        s = f'{int(ptr)}'
        get('call', '', f'{recv}.Get()', True)
        get('method value', f'g{s} := {recv}.Get', f'g{s}()', iface)
        get('method expression', '', f'{T}.Get({arg})', True)
        get('interface', f'i{s} := getter({arg})', f'i{s}.Get()', late)
        get('method value of interface', f'j{s} := getter({arg}).Get', f'j{s}()', late)
        get('constraint', '', f'genericGet({arg})', True)
        get('reflect', f'r{s} := reflect.ValueOf({arg}).MethodByName("Get")', f'int(r{s}.Call(nil)[0].Int())', late)
    # nil at each pointer of the path
    for level in range(len(chain)):
        if chain[level] != 'p': continue
        fields = '.'.join(f for _, f in list(reversed(names))[:level + 1])
        body.append(f'{{\ny := x\n' + nil_copy(chain, names, level) + f'y.{fields} = nil')
        tag = f'{chain} {"wide" if wide else "word"} {base}, level {level}: '
        for way, call in (('call', 'y.Get()'), ('method value', 'f := y.Get; f()'), ('interface', 'getter(y).Get()'), ('pointer in interface', 'getter(&y).Get()'),
                          ('method expression', f'{outer}.Get(y)'), ('put by interface', 'putter(y).Put()'), ('put by pointer', 'putter(&y).Put()'),
                          ('constraint', 'genericGet(y)'), ('reflect', 'reflected(y, "Get")')):
            body.append(f'panics("{tag}{way}", func() {{ {call} }})')
        body.append('}')
    return '\n'.join(out) + f'\n\nfunc test{k}() {{\n' + '\n'.join(body) + '\n}\n'

def nil_copy(chain, names, level):
    """y shares what its pointers point to with x: copy the structs down to the level that becomes nil."""
    s, path = '', 'y'
    for l, (_, field) in enumerate(list(reversed(names))[:level]):
        path += f'.{field}'
        if chain[l] == 'p': s += f'{{ c := *{path}; {path} = &c }}\n'
    return s

def main():
    ap = argparse.ArgumentParser()
    ap.add_argument('--depth', type=int, default=3)
    ap.add_argument('--every', type=int, default=1)
    args = ap.parse_args()
    depth, configs = args.depth, []
    for d in range(1, depth + 1):
        for chain in itertools.product('vp', repeat=d):
            for wide in (False, True):
                for base in ('Int', 'Ptr', 'Wide', 'Both'):
                    if base == 'Both' and chain[-1] == 'p': continue
                    configs.append((''.join(chain), wide, base))
    parts = [config(k, *c) for k, c in enumerate(configs[::args.every])]
    print(HEADER)
    print('\n'.join(parts))
    print('func main() {\n' + '\n'.join(f'\ttest{i}()' for i in range(len(parts))) + '\n\tprintln(checks, "checks")\n}')

main()
