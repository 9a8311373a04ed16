// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import "sync"

func main() {
	var rw sync.RWMutex
	var wg sync.WaitGroup
	m := map[int]int{} // reading beside a write is a fatal error
	for g := range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := range 2000 {
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
	println(len(m)) // CHECK: 2000
}
