// A goroutine in a loop without calls does not keep the others from running on one P.
// RUN: env GOMAXPROCS=1 %minigo run %s 2>&1 | %FileCheck %s
package main

import "runtime"

var stop bool

func main() {
	go func() {
		for i := 0; ; i++ {
		}
	}()
	for i := 0; i < 3; i++ {
		runtime.Gosched()
		println("main again", i)
	}
}

// CHECK: main again 0
// CHECK: main again 1
// CHECK: main again 2
