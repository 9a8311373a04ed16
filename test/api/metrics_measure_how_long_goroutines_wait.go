// One of 8 is measured.
// RUN: env GOMAXPROCS=1 %minigo run %s 2>&1 | %FileCheck %s
package main

import (
	"runtime"
	"runtime/metrics"
	"sync"
	"time"
)

func spin(d time.Duration) {
	for start := time.Now(); time.Since(start) < d; {
	}
}

func main() {
	var wg sync.WaitGroup
	for i := 0; i < 80; i++ {
		wg.Add(1)
		go func() { // the later ones wait for the earlier ones
			spin(time.Millisecond)
			wg.Done()
		}()
	}
	wg.Wait()
	var mu sync.Mutex
	for i := 0; i < 160; i++ { // each has to wait for main
		mu.Lock()
		wg.Add(1)
		go func() { mu.Lock(); mu.Unlock(); wg.Done() }()
		runtime.Gosched()
		spin(100 * time.Microsecond)
		mu.Unlock()
		wg.Wait()
	}
	s := []metrics.Sample{{Name: "/sched/latencies:seconds"}, {Name: "/sync/mutex/wait/total:seconds"}}
	metrics.Read(s)
	h, long := s[0].Value.Float64Histogram(), uint64(0)
	for i, n := range h.Counts {
		if h.Buckets[i] >= 0.005 {
			long += n
		}
	}
	println(long >= 5, s[1].Value.Float64() > 0.001) // CHECK: true true
}
