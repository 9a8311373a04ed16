// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import "runtime"

func wait(c, ready chan bool) {
	ready <- true
	<-c
}

func main() {
	c, ready := make(chan bool), make(chan bool)
	for i := 0; i < 3; i++ {
		go wait(c, ready)
		<-ready // until then its function may not have been called
	}
	n, ok := runtime.GoroutineProfile(nil)
	println(n, ok) // CHECK: 4 false
	p := make([]runtime.StackRecord, n)
	n, ok = runtime.GoroutineProfile(p)
	println(n, ok) // CHECK: 4 true
	for _, r := range p {
		frames := runtime.CallersFrames(r.Stack())
		f, more := frames.Next()
		for ; more && f.Function[:5] != "main."; f, more = frames.Next() {
		}
		println(f.Function)
	}
	// CHECK-NEXT: main.main
	// CHECK-NEXT: main.wait
	// CHECK-NEXT: main.wait
	// CHECK-NEXT: main.wait
	threads, ok := runtime.ThreadCreateProfile(make([]runtime.StackRecord, 100))
	println(threads > 0, ok) // CHECK: true true
}
