// RUN: env GOMAXPROCS=1 %minigo run %s 2>&1 | %FileCheck %s
package main

import "runtime"

var done = make(chan bool, 1)

//go:noinline
func leave() {
	runtime.SetFinalizer(new([4]int), func(*[4]int) { done <- true })
}

func main() {
	leave()
	for i := 0; i < 10 && len(done) == 0; i++ {
		runtime.GC()
	}
	println(len(done)) // CHECK: 1
}
