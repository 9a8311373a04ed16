// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import "runtime"

// The value goes straight into the receiver's frame, deep in a stack that shrinks meanwhile.
func deep(n int, c chan [4]int, pad [16]int) int {
	if n > 0 {
		return deep(n-1, c, pad) + pad[n%16]
	}
	var local [4]int
	p := &local
	local = <-c
	return p[0] + p[1] + p[2] + p[3]
}

func main() {
	c, results := make(chan [4]int), make(chan int)
	for i := range 50 {
		go func() {
			deep(200, closed, [16]int{}) // grow first
			results <- deep(i%3, c, [16]int{})
		}()
	}
	for range 50 {
		runtime.GC()
		c <- [4]int{1, 2, 3, 4}
	}
	sum := 0
	for range 50 {
		sum += <-results
	}
	println(sum) // CHECK: 500
}

var closed = func() chan [4]int { c := make(chan [4]int); close(c); return c }()
