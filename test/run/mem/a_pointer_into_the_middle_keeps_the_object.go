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
	mid := &mk(5).b[3]
	churn()
	println(*mid) // CHECK: {{^}}5
}
