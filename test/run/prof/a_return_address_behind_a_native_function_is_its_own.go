// One that ends with a call that does not return: the address behind it is also where the next function begins.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import "runtime"

func main() {
	c := make(chan int)
	go func() { <-c }()
	for {
		runtime.Gosched()
		var r [10]runtime.StackRecord
		n, _ := runtime.GoroutineProfile(r[:])
		for i := range n {
			pc := r[i].Stack0[0]
			if runtime.FuncForPC(pc).Name() != "runtime.chanrecv1" {
				continue
			}
			for runtime.FuncForPC(pc).Name() == "runtime.chanrecv1" {
				pc++
			}
			frame, _ := runtime.CallersFrames([]uintptr{pc}).Next()
			println(frame.Function) // CHECK: runtime.chanrecv1
			return
		}
	}
}
