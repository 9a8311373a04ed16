// A goroutine that allocates faster than marking goes on waits for it: the heap stays near its goal.
// RUN: env %minigo run %s 2>&1 | %FileCheck %s
// REQUIRES: noknob
package main

import "runtime"

var sink []byte

func main() {
	for i := 0; i < 100000; i++ {
		sink = make([]byte, 1024)
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	println("NumGC", m.NumGC, m.HeapSys < 32<<20)
}

// CHECK: NumGC {{[12][0-9]}} true
