// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

type animal interface{ name() string }
type base struct{ n string }
type mid struct{ *base }
type top struct {
	mid
	extra int
}

func (b base) name() string     { return b.n }
func (b *base) rename(s string) { b.n = s }
func (t top) both() string      { return t.name() + "!" }

func main() {
	t := top{mid{&base{"rex"}}, 1}
	var a animal = t
	f, g, h := t.rename, top.name, (*top).both
	f("max")
	println(a.name(), g(t), h(&t), t.n) // CHECK: max max max! max
}
