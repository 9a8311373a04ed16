// A panic in a deferred call of a Goexit is recovered, and the Goexit goes on.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import "runtime"

func main() {
	done := make(chan bool)
	go func() {
		defer close(done)
		defer println("outer deferred")
		func() {
			defer func() { println("recovered", recover().(string)) }()
			defer func() { panic("in Goexit") }()
			runtime.Goexit()
		}()
		println("not reached")
	}()
	<-done
}

// CHECK: recovered in Goexit
// CHECK-NEXT: outer deferred
// CHECK-NOT: not reached
