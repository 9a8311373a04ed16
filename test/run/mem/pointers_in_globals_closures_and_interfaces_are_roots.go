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

var global = mk(1)

func main() {
	f := func(o *obj) func() int { return func() int { return o.b[3] } }(mk(3))
	var i any = mk(4)
	churn()
	println(global.b[3], f(), i.(*obj).b[3]) // CHECK: 1 3 4
}
