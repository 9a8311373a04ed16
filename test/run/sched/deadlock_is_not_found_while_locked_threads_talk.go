// RUN: %exits 2 %minigo run %s 2>&1 | %FileCheck %s
package main

import "runtime"

func main() {
	runtime.LockOSThread()
	a, b := make(chan int), make(chan int)
	go func() {
		runtime.LockOSThread()
		for i := range a {
			b <- i
		}
	}()
	for i := 0; i < 3000; i++ {
		a <- i
		if <-b != i {
			panic(i)
		}
	}
	println("talk done") // CHECK: talk done
	<-b                  // CHECK-NEXT: fatal error: all goroutines are asleep - deadlock!
}
