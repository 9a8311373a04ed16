// An object is kept alive by a pointer in a channel buffer, a closure, an interface, a global, a waiting goroutine,
// a deferred call, or the middle of it.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import "runtime"

type obj struct{ a, b, c [9]int }

func mk(i int) *obj { o := new(obj); o.b[3] = i; return o }

var global = mk(1)

func churn() {
	for i := 0; i < 50; i++ {
		mk(-1)
	}
	runtime.GC()
}

func main() {
	c := make(chan *obj, 1)
	c <- mk(2)
	f := func(o *obj) func() int { return func() int { return o.b[3] } }(mk(3))
	var i any = mk(4)
	mid := &mk(5).b[3]
	send, done := make(chan *obj), make(chan bool)
	go func() { send <- mk(6) }()
	go func(o *obj) { <-done; println(o.b[3]); done <- true }(mk(7))
	defer func(o *obj) { println(o.b[3]) }(mk(8))
	runtime.Gosched()
	churn()
	println(global.b[3], (<-c).b[3], f(), i.(*obj).b[3], *mid, (<-send).b[3])
	done <- true
	<-done
}

// CHECK: 1 2 3 4 5 6
// CHECK: 7
// CHECK: 8
