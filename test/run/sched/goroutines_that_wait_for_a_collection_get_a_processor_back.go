// RUN: %minigo run %s 2>&1 | %FileCheck %s
// UNSUPPORTED: preemptstorm, gcstress
// Hundreds of threads, each with its own storm, need minutes.
package main

import (
	"runtime/debug"
	"sync"
)

var sink [300][]byte

// Hundreds ask for a collection at once. All but one wait for its end in place, each with its thread; then each needs a
// processor back although the others have nothing left to do.
func main() {
	debug.SetGCPercent(1)
	for round := 0; round < 20; round++ {
		var wg sync.WaitGroup
		for i := range sink {
			wg.Add(1)
			go func() {
				sink[i] = make([]byte, 64<<10)
				wg.Done()
			}()
		}
		wg.Wait()
	}
	println("done") // CHECK: done
}
