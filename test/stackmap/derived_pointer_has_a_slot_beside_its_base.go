// A pointer into an object moves by as much as the object: the map has the pair of both.
// RUN: %minigo run --dump=stackmaps:main.f %s | %FileCheck %s
package main

type T struct{ a, b int }

//go:noinline
func use() {}

// CHECK: main.f  args w1 w2
//
//go:noinline
func f(t, u *T, c bool) int {
	p, q := &t.b, &u.a
	if c {
		p = q
	}
	use() // CHECK-NEXT: go:[[@LINE]]  slots sp+[[B:[0-9]+]]  derived sp+[[B]]->sp+{{[0-9]+$}}
	return *p
}

func main() { f(new(T), new(T), true) }
