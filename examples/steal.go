// Goroutines made on one processor's queue are stolen by the others.
// Watch it: GODEBUG=schedtrace=10 prints the queues; GODEBUG=schedseed=1 (2, 3, ...) changes the order repeatably.
package main

import (
	"fmt"
	"sync"
)

func work(n int) (sum int) {
	for i := 0; i < n; i++ {
		sum += i & 7
	}
	return sum
}

func main() {
	var wg sync.WaitGroup
	var mu sync.Mutex
	total := 0
	for i := 0; i < 1000; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			s := work(10_000 + i)
			mu.Lock()
			total += s
			mu.Unlock()
		}()
	}
	wg.Wait()
	fmt.Println("total", total)
}
