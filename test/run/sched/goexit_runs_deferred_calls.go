// Goexit ends the goroutine after its deferred calls; recover sees nothing; other goroutines go on.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import "runtime"

func main() {
	done := make(chan bool)
	go func() {
		defer close(done)
		defer func() { println("recovered", recover() != nil) }()
		func() {
			defer println("inner")
			runtime.Goexit()
		}()
		println("not reached")
	}()
	<-done
	println("main")
}

// CHECK: inner
// CHECK-NEXT: recovered false
// CHECK-NEXT: main
