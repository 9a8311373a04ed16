// RUN: env GODEBUG=forcegcperiod=50 %minigo run %s 2>&1 | %FileCheck %s
package main

import (
	"runtime"
	"time"
)

type T struct{ a, b int }

func main() {
	runtime.GC() // gc's rule: the first one is never forced
	done := make(chan bool)
	func() { runtime.SetFinalizer(&T{1, 2}, func(*T) { close(done) }) }()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		println("no collection")
	}
	runtime.ReadMemStats(&after)
	println(after.NumGC > before.NumGC, after.NumForcedGC == before.NumForcedGC) // CHECK: true true
}
