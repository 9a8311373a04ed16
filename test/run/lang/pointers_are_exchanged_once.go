// The old pointer lives across a call, also where paths merge: the stack maps must not derive it by another exchange.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import (
	"runtime"
	"sync/atomic"
)

type T struct {
	n int
	p atomic.Pointer[int]
}

//go:noinline
func swap(t *T, v *int) *int {
	old := t.p.Swap(v)
	runtime.Gosched()
	return old
}

//go:noinline
func maybe(t *T, v *int, c bool) (old *int) {
	if c {
		old = t.p.Swap(v)
	}
	runtime.Gosched()
	return old
}

func main() {
	a, b := new(int), new(int)
	t := &T{n: 7}
	t.p.Store(a)
	println(swap(t, b) == a, t.n, t.p.Load() == b)        // CHECK: true 7 true
	println(maybe(t, a, true) == b, t.n, t.p.Load() == a) // CHECK: true 7 true
}
