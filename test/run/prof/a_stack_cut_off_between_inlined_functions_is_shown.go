// Of the 32 frames that a profile keeps, the last may be of a function that is inlined into the next, which is then there, too.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import (
	"bytes"
	"runtime"
	"runtime/pprof"
)

var sink any

func between(n int) { down(n - 1) }

func down(n int) {
	if n == 0 {
		sink = new([1 << 20]int)
		return
	}
	between(n)
	sink = sink
}

func main() {
	runtime.MemProfileRate = 1
	down(40)
	runtime.GC()
	var b bytes.Buffer
	println(pprof.WriteHeapProfile(&b) == nil, b.Len() > 0) // CHECK: true true
}
