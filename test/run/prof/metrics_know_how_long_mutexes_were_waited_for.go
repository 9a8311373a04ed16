// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import (
	"runtime/metrics"
	"sync"
	"time"
)

func main() {
	var mu sync.Mutex
	done := make(chan bool)
	for i := 0; i < 150; i++ { // one wait in 8 is timed
		mu.Lock()
		go func() {
			mu.Lock()
			mu.Unlock()
			done <- true
		}()
		time.Sleep(100 * time.Microsecond)
		mu.Unlock()
		<-done
	}
	s := []metrics.Sample{{Name: "/sync/mutex/wait/total:seconds"}}
	metrics.Read(s)
	println(s[0].Value.Float64() > 0) // CHECK: true
}
