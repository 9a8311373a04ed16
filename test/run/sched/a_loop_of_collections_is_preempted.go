// A goroutine that does nothing but collect garbage leaves the only processor to others now and then.
// REQUIRES: noknob
// RUN: env GOMAXPROCS=1 %minigo run %s 2>&1 | %FileCheck %s
package main

import "runtime"

func main() {
	go func() {
		for {
			runtime.GC()
		}
	}()
	done := make(chan int)
	for i := range 20 {
		go func() { done <- i }()
	}
	sum := 0
	for range 20 {
		sum += <-done
	}
	println(sum) // CHECK: 190
}
