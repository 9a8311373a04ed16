// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import "runtime"

func inUse() uint64 {
	runtime.GC()
	var st runtime.MemStats
	runtime.ReadMemStats(&st)
	return st.Alloc >> 20
}

func main() {
	c := make(chan []byte, 1)
	c <- make([]byte, 64<<20)
	x := <-c
	println(inUse() >= 64) // CHECK: true
	x[0] = 1
	x = nil
	println(inUse() >= 64) // CHECK-NEXT: false
}
