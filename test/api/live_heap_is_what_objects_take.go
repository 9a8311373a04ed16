// Not the rest of the spans that the Ps allocate from: of a small program that would be most of it.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
// REQUIRES: noknob
package main

import (
	"runtime"
	"runtime/metrics"
)

var kept []byte

func main() {
	s := []metrics.Sample{{Name: "/gc/heap/live:bytes"}, {Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(s)
	println(s[0].Value.Uint64()) // CHECK: 0
	kept = make([]byte, 1<<16)
	runtime.GC()
	metrics.Read(s)
	live, objects := s[0].Value.Uint64(), s[1].Value.Uint64()
	println(live >= 1<<16, live < objects+16<<10) // CHECK-NEXT: true true
}
