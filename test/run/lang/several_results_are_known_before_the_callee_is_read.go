// In f(g()), where g has several results, g is called before f or a receiver is read, also in defer; but calls in the
// receiver come before it. A field that holds a function is read after calls among the arguments.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

type B struct{ x int }
type S struct{ f func(int, int) }

func (b B) V(x, y int) { println("V", b.x, x, y) }

func old(x, y int)   { println("old", x, y) }
func other(x, y int) { println("other", x, y) }

//go:noinline
func say[T any](s string, v T) T { print(s, " "); return v }

var f = old
var s = &S{old}
var b = &B{5}

//go:noinline
func two() (int, int) { f, s, b = other, &S{other}, &B{7}; print("two "); return 1, 2 }
func one() int        { two(); return 1 }

func try(g func()) {
	f, s, b = old, &S{old}, &B{5}
	defer func() { println(recover() != nil) }()
	g()
}

func main() {
	var none *S
	try(func() { f(two()) })                // CHECK: two other 1 2
	try(func() { s.f(two()) })              // CHECK: two other 1 2
	try(func() { b.V(two()) })              // CHECK: two V 7 1 2
	try(func() { say("b", b).V(two()) })    // CHECK: b two V 5 1 2
	try(func() { none.f(two()) })           // CHECK: two true
	try(func() { say("s", none).f(two()) }) // CHECK: s true
	try(func() { defer s.f(two()) })        // CHECK: two other 1 2
	try(func() { defer b.V(two()) })        // CHECK: two V 7 1 2
	try(func() { defer none.f(0, one()) })  // CHECK: two true
}
