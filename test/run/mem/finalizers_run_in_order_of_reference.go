// Of a chain of finalizable objects the head is finalized first, each in a cycle of its own; a finalizer may revive.
// Variables in memory are live to the end of their function without optimisation.
// UNSUPPORTED: noopt
// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import "runtime"

type link struct {
	next *link
	id   int
}

//go:noinline
func chain(done chan int) {
	var head *link
	for i := 3; i > 0; i-- {
		head = &link{head, i}
		runtime.SetFinalizer(head, func(l *link) { done <- l.id })
	}
}

//go:noinline
func clearStack(n int) int {
	var pad [64]int
	if n > 0 {
		return clearStack(n-1) + pad[n]
	}
	return pad[1]
}

func main() {
	done := make(chan int, 3)
	chain(done)
	for i := 0; i < 3; i++ {
		clearStack(20)
		runtime.GC()
		println(<-done)
	}
}

// CHECK: {{^}}1{{$}}
// CHECK-NEXT: 2
// CHECK-NEXT: 3
