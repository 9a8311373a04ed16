// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

type table struct {
	n    int
	v    [12]int
	name string
}

var global = table{n: 1, name: "global"}

//go:noinline
func change() { global = table{n: 2, name: "changed"} }

//go:noinline
func (t table) read(i int) (int, table) {
	change() // of what t was copied from
	return t.v[i] + t.n, t
}

//go:noinline
func (t table) written(i int) table {
	u := t
	t.v[i]++
	u.n = t.v[i]
	return u
}

//go:noinline
func (t table) captured() func() int {
	return func() int { t.n++; return t.n }
}

func main() {
	n, t := global.read(3)
	println(n, t.n, t.name, global.name) // CHECK: 1 1 global changed
	u := t.written(3).written(3)
	println(t.v[3], u.v[3], u.n) // CHECK: 0 0 1
	f := t.captured()
	println(f(), f(), t.n) // CHECK: 2 3 1
}
