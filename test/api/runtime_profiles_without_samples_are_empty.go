// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import "runtime"

func main() {
	runtime.SetBlockProfileRate(1)
	runtime.SetCPUProfileRate(100)
	println(runtime.SetMutexProfileFraction(5), runtime.SetMutexProfileFraction(-1)) // CHECK: 0 5
	println(runtime.BlockProfile(nil))                                               // CHECK: 0 true
	println(runtime.MutexProfile(nil))                                               // CHECK: 0 true
	println(runtime.MemProfile(nil, true))                                           // CHECK: 0 true
	r := runtime.MemProfileRecord{AllocBytes: 5, FreeBytes: 2, AllocObjects: 4, FreeObjects: 1}
	println(r.InUseBytes(), r.InUseObjects(), len(r.Stack())) // CHECK: 3 3 0
	println(runtime.StartTrace() == nil)                      // CHECK: true
	read := make(chan int)
	go func() {
		n := 0
		for data := runtime.ReadTrace(); data != nil; data = runtime.ReadTrace() {
			n += len(data)
		}
		read <- n
	}()
	runtime.StopTrace()
	println(<-read > 16)                           // CHECK: true
	defer func() { println(recover().(string)) }() // CHECK: CPUProfile no longer available
	runtime.CPUProfile()
}
