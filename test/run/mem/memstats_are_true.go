// ReadMemStats counts what the program allocated and freed.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import "runtime"

var keep [1000]*[1024]byte

func main() {
	var a, b, c runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&a)
	for i := range keep {
		keep[i] = new([1024]byte)
	}
	runtime.ReadMemStats(&b)
	println(b.TotalAlloc-a.TotalAlloc >= 1000*1024, b.TotalAlloc-a.TotalAlloc < 1100*1024) // CHECK: true true
	println(b.Mallocs-a.Mallocs >= 1000, b.Mallocs-a.Mallocs < 1100)                         // CHECK: true true
	println(b.HeapAlloc >= 1000*1024, b.HeapInuse >= b.HeapAlloc, b.HeapSys >= b.HeapInuse)  // CHECK: true true true
	for i := range keep {
		keep[i] = nil
	}
	runtime.GC()
	runtime.ReadMemStats(&c)
	println(c.Frees-b.Frees >= 1000, b.HeapAlloc-c.HeapAlloc >= 1000*1024) // CHECK: true true
	println(c.NumGC > a.NumGC, c.NumForcedGC-a.NumForcedGC, c.PauseTotalNs > 0) // CHECK: true 1 true
	n := uint64(0)
	for _, s := range c.BySize {
		n += s.Mallocs
	}
	println(n <= c.Mallocs, n > 1000, c.Mallocs-c.Frees >= c.HeapObjects) // CHECK: true true true
}
