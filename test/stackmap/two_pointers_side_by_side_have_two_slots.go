// Two words that are read, kept and written together could live in one vector; each has a slot of its own.
// RUN: %minigo run --dump=stackmaps:main.f %s | %FileCheck %s
package main

type T struct{ a, b *int }

//go:noinline
func use() {}

// CHECK: main.f  args w1 w2
//
//go:noinline
func f(p, q *T) {
	a, b := p.a, p.b
	use() // CHECK-NEXT: go:[[@LINE]]  slots sp+[[A:[0-9]+]] sp+[[B:[0-9]+]] sp+[[C:[0-9]+]]{{$}}
	q.a, q.b = a, b
}

func main() { f(new(T), new(T)) }
