// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

//go:noinline
func deep(n int, up *int) int {
	here := n
	if n > 0 {
		deep(n-1, &here)
	}
	*up += here % 3 // the caller's frame has moved many times since up was made
	return here
}

func main() {
	done := make(chan int)
	go func() {
		total := 0
		deep(1000000, &total)
		done <- total
	}()
	println(<-done) // CHECK: 1
}
