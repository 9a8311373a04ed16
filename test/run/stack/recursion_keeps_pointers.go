// Pointers to callers' variables stay right while the stacks of several goroutines grow and move.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
// RUN: %if noknob %{ %minigo run %s deep 2>&1 | %FileCheck %s %}
package main

import "os"

//go:noinline
func sum(n int, p *int) {
	x := n
	if n > 0 {
		sum(n-1, &x)
	}
	*p += x
}

func main() {
	n := 1000
	if len(os.Args) > 1 {
		n = 100000
	}
	done := make(chan int)
	for i := 0; i < 4; i++ {
		go func() {
			v := 0
			sum(n, &v)
			done <- v
		}()
	}
	for i := 0; i < 4; i++ {
		println(<-done == n*(n+1)/2)
	}
}

// CHECK-COUNT-4: {{^}}true
