// Variables in memory are live to the end of their function without optimisation.
// UNSUPPORTED: noopt
// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import "runtime"

type box struct {
	next *box
	id   int
}

var saved *box

//go:noinline
func drop(done chan bool) {
	runtime.SetFinalizer(&box{&box{nil, 4}, 3}, func(b *box) { saved = b; done <- true })
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
	done := make(chan bool, 1)
	drop(done)
	clearStack(20)
	runtime.GC()
	<-done
	runtime.GC()
	println(saved.id, saved.next.id) // CHECK: 3 4
}
