// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import "runtime"

func deep(n int) int {
	var pad [64]int
	if n == 0 {
		return 0
	}
	return deep(n-1) + pad[n&63]
}

func f() (r string) {
	defer func() { r += " after " + recover().(string) }()
	defer func() {
		deep(100) // the stack moves, with the records in it
		panic(r)
	}()
	return "result"
}

// Called by a panic: what it defers itself, and calls at its exit, must not recover that.
func bystander() {
	defer func() { println("recovered:", recover() != nil) }()
	deep(200)
}

func g() {
	defer func() { println("at last:", recover() != nil) }()
	defer bystander()
	panic(1)
}

func main() {
	println(f()) // CHECK: result after result
	g()          // CHECK: recovered: false
	// CHECK-NEXT: at last: true
	done := make(chan bool)
	go func() {
		defer close(done)
		defer println("deferred")
		runtime.Goexit()
	}()
	<-done // CHECK: deferred
}
