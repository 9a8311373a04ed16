// RUN: %exits 2 %minigo run %s 2>&1 | %FileCheck %s
package main

type T[P any] struct{ p P }

//go:noinline
func (t *T[P]) Fail() { panic("stop") }

//go:noinline
func Map[A, B any](a A, f func(A) B) B { return f(a) }

func main() {
	Map(1, func(int) string { (&T[string]{}).Fail(); return "" })
}

// CHECK: panic: stop
// CHECK: main.(*T[...]).Fail(
// CHECK: main.main.func1(
// CHECK: main.Map[...](
// CHECK: main.main()
