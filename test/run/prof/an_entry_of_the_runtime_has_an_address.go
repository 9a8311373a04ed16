// In a profile of waits stand entries of the runtime, whose Func knows where they begin.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import (
	"runtime"
	"time"
)

func main() {
	runtime.SetBlockProfileRate(1)
	c := make(chan int)
	time.AfterFunc(time.Millisecond, func() { c <- 1 })
	<-c
	var r [10]runtime.BlockProfileRecord
	runtime.BlockProfile(r[:])
	f := runtime.FuncForPC(r[0].Stack0[0])
	println(f.Name(), f.Entry() != 0, runtime.FuncForPC(f.Entry()).Name()) // CHECK: runtime.chanrecv1 true runtime.chanrecv1
}
