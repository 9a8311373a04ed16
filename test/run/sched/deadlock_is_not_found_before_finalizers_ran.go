// RUN: %exits 2 %minigo run %s 2>&1 | %FileCheck %s
package main

import "runtime"

type T struct{ a, b int }

func main() {
	c := make(chan int)
	for i := 0; i < 50; i++ {
		go func() {
			runtime.SetFinalizer(&T{i, i}, func(t *T) { c <- t.a })
			runtime.GC() // and ends: main waits, the finalizer's goroutine is about to be woken
		}()
		<-c
	}
	println("finalizers done") // CHECK: finalizers done
	<-c                        // CHECK-NEXT: fatal error: all goroutines are asleep - deadlock!
}
