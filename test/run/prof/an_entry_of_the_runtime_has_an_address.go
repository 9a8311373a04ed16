// In a profile of waits stand entries of the runtime, whose Func knows where they begin.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import "runtime"

func main() {
	runtime.SetBlockProfileRate(1)
	c := make(chan int)
	for {
		go func() { c <- 1 }()
		<-c // waits, sooner or later
		var r [10]runtime.BlockProfileRecord
		n, _ := runtime.BlockProfile(r[:])
		for i := range n {
			if f := runtime.FuncForPC(r[i].Stack0[0]); f.Name() == "runtime.chanrecv1" {
				println(f.Entry() != 0, runtime.FuncForPC(f.Entry()).Name()) // CHECK: true runtime.chanrecv1
				return
			}
		}
	}
}
