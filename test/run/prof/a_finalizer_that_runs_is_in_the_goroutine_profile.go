// The goroutine of finalizers is the runtime's own only while it has nothing to do.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import "runtime"

func profiled() int {
	n, _ := runtime.GoroutineProfile(nil)
	return n
}

func main() {
	println(profiled()) // CHECK: 1
	runs, end := make(chan int), make(chan int)
	runtime.SetFinalizer(new([16]int), func(*[16]int) {
		runs <- 0
		<-end
	})
	runtime.GC()
	<-runs
	println(profiled()) // CHECK-NEXT: 2
	close(end)
	for profiled() != 1 {
		runtime.Gosched()
	}
	println("ended") // CHECK-NEXT: ended
}
