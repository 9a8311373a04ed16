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
	buffered, send := make(chan *obj, 1), make(chan *obj)
	buffered <- mk(2)
	go func() { send <- mk(6) }()
	runtime.Gosched()
	churn()
	println((<-buffered).b[3], (<-send).b[3]) // CHECK: 2 6
}
