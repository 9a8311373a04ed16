// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import (
	"math"
	"runtime"
	"time"
	_ "unsafe"
)

//go:linkname blockUntilEmptyFinalizerQueue runtime.blockUntilEmptyFinalizerQueue
func blockUntilEmptyFinalizerQueue(int64) bool

func main() {
	println(blockUntilEmptyFinalizerQueue(math.MaxInt64)) // CHECK: true
	var ran, may = 0, make(chan bool)
	for range 5 {
		runtime.SetFinalizer(new([4]*int), func(*[4]*int) { <-may; time.Sleep(1e6); ran++ })
	}
	runtime.GC()
	println(blockUntilEmptyFinalizerQueue(1e6)) // CHECK-NEXT: false
	close(may)
	println(blockUntilEmptyFinalizerQueue(math.MaxInt64), ran > 3) // CHECK-NEXT: true true
}
