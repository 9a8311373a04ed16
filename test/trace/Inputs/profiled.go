// profiled FILE: a heap profile of one function's objects.
package main

import (
	"os"
	"runtime"
	"runtime/pprof"
)

var kept [100][]byte

//go:noinline
func keep() {
	for i := range kept {
		kept[i] = make([]byte, 4096)
	}
}

func main() {
	runtime.MemProfileRate = 1
	keep()
	runtime.GC()
	f, _ := os.Create(os.Args[1])
	pprof.WriteHeapProfile(f)
}
