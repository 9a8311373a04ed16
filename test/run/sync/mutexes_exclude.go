// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import (
	"runtime"
	"sync"
)

func main() {
	var mu sync.Mutex
	var rw sync.RWMutex
	var wg sync.WaitGroup
	n, m := 0, map[int]int{}
	for g := range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := range 2000 {
				mu.Lock()
				n++
				if i%100 == 0 {
					runtime.Gosched()
				}
				mu.Unlock()
				if g == 0 {
					rw.Lock()
					m[i]++
					rw.Unlock()
				} else {
					rw.RLock()
					_ = m[i]
					rw.RUnlock()
				}
			}
		}()
	}
	wg.Wait()
	println(n, len(m)) // CHECK: 16000 2000
}
