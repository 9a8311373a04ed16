// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import "sync"

func main() {
	var mu sync.Mutex
	c := sync.NewCond(&mu)
	turn, out := 0, make(chan int, 10)
	for i := range 10 {
		go func() {
			mu.Lock()
			for turn != i {
				c.Wait()
			}
			turn++
			out <- i
			c.Broadcast()
			mu.Unlock()
		}()
	}
	for range 10 {
		print(<-out, " ") // CHECK: {{^}}0 1 2 3 4 5 6 7 8 9
	}
	println()
}
