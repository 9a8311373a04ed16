// But not one of a cycle of two.
// Variables in memory are live to the end of their function without optimisation.
// UNSUPPORTED: noopt
// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import "runtime"

type node struct {
	next  *node
	inner *int
	words [32 << 10]int
	n     int
}

type small struct {
	next *small
	n    int
}

//go:noinline
func drop(done chan string) {
	a, b := &small{n: 1}, &node{n: 2}
	a.next, b.next, b.inner = a, b, &b.words[9]
	runtime.SetFinalizer(a, func(*small) { done <- "small" })
	runtime.SetFinalizer(b, func(*node) { done <- "large" })
	c := &small{next: &small{}}
	c.next.next = c
	runtime.SetFinalizer(c, func(*small) { done <- "cycle" })
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
	done := make(chan string, 3)
	drop(done)
	clearStack(20)
	runtime.GC()
	one, other := <-done, <-done
	println(len(one), len(other), one != other) // CHECK: 5 5 true
	runtime.GC()
	println(len(done)) // CHECK-NEXT: 0
}
