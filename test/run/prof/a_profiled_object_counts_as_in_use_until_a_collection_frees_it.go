// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import "runtime"

var sink, kept []*[64]int

//go:noinline
func site(n int) (s []*[64]int) {
	for i := 0; i < n; i++ {
		s = append(s, new([64]int))
	}
	return s
}

func show() {
	p := make([]runtime.MemProfileRecord, 10000)
	n, _ := runtime.MemProfile(p, true)
	for _, r := range p[:n] {
		f, _ := runtime.CallersFrames(r.Stack()).Next()
		if f.Function == "main.site" && r.AllocBytes == r.AllocObjects*512 && r.AllocObjects > 1 {
			println(r.AllocObjects, r.FreeObjects, r.InUseObjects())
		}
	}
}

func main() {
	runtime.MemProfileRate = 1
	sink = site(30)
	kept = site(20)
	runtime.GC()
	show()
	// CHECK: {{^}}20 0 20
	// CHECK-NEXT: {{^}}30 0 30
	sink = nil
	runtime.GC()
	show()
	// CHECK-NEXT: {{^}}20 0 20
	// CHECK-NEXT: {{^}}30 30 0
	runtime.KeepAlive(kept)
}
