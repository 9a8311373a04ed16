// A goroutine's stack starts at 2 KB and is copied when it is full: pointers into it move along.
// Watch it: GODEBUG=stackmove=1 (moves at every check, poisons the old stack) changes nothing but the speed.
package main

import "fmt"

func down(n int, parent *int) {
	me := n
	if n > 0 {
		down(n-1, &me)
	}
	*parent += me // still the caller's variable, wherever it is by now
}

func main() {
	done := make(chan int)
	go func() {
		sum := 0
		down(100_000, &sum)
		done <- sum
	}()
	fmt.Println("sum of frames that moved:", <-done)
}
