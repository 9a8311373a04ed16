// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import (
	"fmt"
	"os"
	"runtime/debug"
)

func main() {
	var s debug.GCStats
	debug.FreeOSMemory()
	debug.ReadGCStats(&s)
	fmt.Println(s.NumGC > 0, len(s.Pause) > 0)                             // CHECK: true true
	fmt.Println(debug.SetGCPercent(50), debug.SetGCPercent(100))           // CHECK: 100 50
	fmt.Println(debug.SetMaxStack(1<<20), debug.SetMaxStack(1<<30))        // CHECK: 1000000000 1048576
	fmt.Println(debug.SetMaxThreads(200), debug.SetMaxThreads(10000))      // CHECK: 10000 200
	fmt.Println(debug.SetMemoryLimit(1<<40), debug.SetMemoryLimit(-1))     // CHECK: 9223372036854775807 1099511627776
	fmt.Println(debug.SetPanicOnFault(true), debug.SetPanicOnFault(false)) // CHECK: false true
	debug.SetTraceback("all")
	fmt.Println(len(debug.Stack()) > 0) // CHECK: true
	debug.PrintStack()                  // CHECK: runtime/debug.Stack(
	f, _ := os.CreateTemp("", "")
	defer os.Remove(f.Name())
	debug.WriteHeapDump(f.Fd())
	head := make([]byte, 19)
	f.ReadAt(head, 0)
	fmt.Printf("%q\n", head) // CHECK: "go1.7 heap dump\n
}
