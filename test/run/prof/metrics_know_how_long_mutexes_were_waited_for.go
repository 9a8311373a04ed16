// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import (
	"runtime"
	"runtime/metrics"
	"sync"
)

func main() {
	var mu sync.Mutex
	var wg sync.WaitGroup
	for i := 0; i < 8; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for j := 0; j < 200; j++ { // one wait in 8 is timed
				mu.Lock()
				runtime.Gosched()
				mu.Unlock()
			}
		}()
	}
	wg.Wait()
	s := []metrics.Sample{{Name: "/sync/mutex/wait/total:seconds"}}
	metrics.Read(s)
	println(s[0].Value.Float64() > 0) // CHECK: true
}
