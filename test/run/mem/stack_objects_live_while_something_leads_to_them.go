// An object on the stack keeps what it points to while its function uses it or a pointer leads to it, and not longer.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import "runtime"

type link struct {
	heap *[8]int
	next *link
}

var freed = make(chan string, 10)

func tracked(name string) *[8]int {
	p := new([8]int)
	runtime.SetFinalizer(p, func(*[8]int) { freed <- name })
	return p
}

func collect() (names string) {
	for i := 0; i < 5; i++ {
		runtime.GC()
	}
	for len(freed) > 0 {
		names += <-freed + " "
	}
	return names + "."
}

//go:noinline
func first(l *link) *link { return l }

func main() {
	a := link{heap: tracked("a")}
	b := link{heap: tracked("b"), next: &a}
	c := link{heap: tracked("c")}
	d := link{heap: tracked("d")}
	p := first(&b)
	first(&c)
	println("all:", collect(), d.heap[0]) // CHECK: all: c . 0
	println("b and a:", collect())        // CHECK-NEXT: b and a: d .
	println(p.next.heap[0])               // CHECK-NEXT: 0
	println("none left:", len(collect())) // CHECK-NEXT: none left: 5
}
