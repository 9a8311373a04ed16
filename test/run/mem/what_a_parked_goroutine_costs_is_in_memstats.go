// Stack in StackInuse, the runtime's records (g, sudog) in the heap's figures, as gc counts them.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import "runtime"

const n = 10000

func main() {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	c := make(chan bool)
	for i := 0; i < n; i++ {
		go func() { <-c }()
	}
	for i := 0; i < n; i++ {
		runtime.Gosched()
	}
	runtime.ReadMemStats(&after)
	stack, heap := (after.StackInuse-before.StackInuse)/n, (after.HeapAlloc-before.HeapAlloc)/n
	println(stack >= 2000, heap >= 400, heap < 1000, after.Mallocs-before.Mallocs >= 2*n) // CHECK: true true true true
	println(after.Sys-before.Sys >= n*2400, after.HeapInuse >= after.HeapAlloc)            // CHECK: true true
}
