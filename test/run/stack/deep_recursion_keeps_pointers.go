// Pointers to callers' variables stay right while the stack grows and moves.
// REQUIRES: noknob
// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

//go:noinline
func sum(n int, p *int) {
	x := n
	if n > 0 {
		sum(n-1, &x)
	}
	*p += x
}

func main() {
	done := make(chan int)
	for i := 0; i < 4; i++ {
		go func() {
			v := 0
			sum(100000, &v)
			done <- v
		}()
	}
	for i := 0; i < 4; i++ {
		println(<-done)
	}
}

// CHECK-COUNT-4: 5000050000
