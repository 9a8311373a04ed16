// RUN: %minigo run %s 2>&1 | %FileCheck %s
// REQUIRES: noknob
package main

import "runtime"

func main() {
	c, ready := make(chan int), make(chan bool, 1)
	const n = 1000000
	for i := 0; i < n; i++ {
		go func() { c <- <-c + 1 }()
	}
	runtime.Gosched()
	println(runtime.NumGoroutine())
	ready <- true
	c <- 0
	println(<-c > 0)
}

// CHECK: 100000{{[01]}}
// CHECK: true
