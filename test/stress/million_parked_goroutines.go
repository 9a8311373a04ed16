// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import "runtime"

func main() {
	const n = 1000000
	start, done := make(chan bool), make(chan int, 100)
	for i := 0; i < n; i++ {
		go func() {
			<-start
			done <- i & 1
		}()
	}
	println(runtime.NumGoroutine() > n) // CHECK: true
	close(start)
	odd := 0
	for range n {
		odd += <-done
	}
	println(odd) // CHECK-NEXT: 500000
}
