// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import "runtime"

type obj struct{ a, b, c [9]int }

func mk(i int) *obj { o := new(obj); o.b[3] = i; return o }

func churn() {
	for i := 0; i < 50; i++ {
		mk(-1)
	}
	runtime.GC()
}

func main() {
	done := make(chan bool)
	go func(o *obj) { <-done; println(o.b[3]); done <- true }(mk(7)) // CHECK: {{^}}7
	defer func(o *obj) { println(o.b[3]) }(mk(8))                    // CHECK-NEXT: {{^}}8
	runtime.Gosched()
	churn()
	done <- true
	<-done
}
