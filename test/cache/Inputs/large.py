#!/usr/bin/env python3
"""Writes a program that is compiled in chunks: large.py DIR [EDIT...]: main.go and a package p, with something edited:

    constant   a constant of one function      line     one line more in the middle of a file
    inlined    a small function others inline  type     a type that only then has a descriptor
    caller     a function calls one more       field    a struct has one field more
    data       an element of a table
"""
import os
import sys

folder, edits = sys.argv[1], sys.argv[2:]
on = {name: name in edits for name in ("constant", "line", "inlined", "type", "caller", "field", "data")}


def function(i):
    own = 1000 if on["constant"] and i == 30 else i
    extra = "\n\tn++" if on["line"] and i == 20 else ""
    call = f" + f{(i + 31) % 60}(0)" if on["caller"] and i == 40 else ""
    made = "\n\tshow(local{n})" if on["type"] and i == 10 else ""
    return f"""
type local{i} struct {{ n int }}

func (l *local{i}) weight() int {{ return l.n*{i + 2} + p.Small(l.n) }}

func f{i}(n int) int {{{extra}{made.replace("local{n}", f"local{i}{{n}}")}
	if n <= 0 {{
		return {own}
	}}
	list := []weigher{{&local{i}{{n}}, &local{(i + 1) % 60}{{{i}}}}}
	text := map[string]int{{"a": n, "b{i}": {i}}}
	sum := p.Point{{n, {i}}}.Sum()
	for k, w := range list {{
		defer func() {{ sum += k }}()
		sum += w.weight() + text[p.Names[k]]
	}}
	return sum + f{(i + 1) % 60}(n-1){call}
}}
"""


main = """package main

import "large/p"

type weigher interface{ weight() int }

func show(v any) {
	if s, ok := v.(interface{ String() string }); ok {
		println(s.String())
	}
}
""" + "".join(function(i) for i in range(60)) + """
func main() {
	defer func() { println("recovered", recover() != nil, p.Where()) }()
	sum := 0
	for n := 0; n < 4; n++ {
		sum += f7(n) + f23(n)
	}
	println(sum)
	var none []int
	println(none[sum])
}
"""
pkg = """package p

import "runtime"

var Names = [...]string{"a", "%s", "c"}

type Point struct{ %sX, Y int }

func (p Point) Sum() int { return p.X + p.Y }

func Small(n int) int { return n %s }

func Where() int {
	_, _, line, _ := runtime.Caller(0)
	return line
}
""" % ("bb" if on["data"] else "b", "_ int; " if on["field"] else "", "* 3" if on["inlined"] else "+ 3")
if on["field"]:
    main = main.replace("p.Point{", "p.Point{X: ").replace("p.Point{X: n, ", "p.Point{X: n, Y: ")
os.makedirs(f"{folder}/p", exist_ok=True)
for name, text in (("go.mod", "module large\n\ngo 1.22\n"), ("main.go", main), ("p/p.go", pkg)):
    with open(f"{folder}/{name}", "w") as f:
        f.write(text)
