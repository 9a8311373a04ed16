// Arguments and results in registers, in memory, in both; while the stack moves and the collector runs.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
// UNSUPPORTED: stackverify
package main

import (
	"reflect"
	"runtime"
)

type big struct {
	a [5]int
	s string
}

// Makes *fptr a function that grows the stack, collects, and returns its arguments in reverse.
func reverse(fptr any) {
	fn := reflect.ValueOf(fptr).Elem()
	fn.Set(reflect.MakeFunc(fn.Type(), func(in []reflect.Value) (out []reflect.Value) {
		deep(100)
		runtime.GC()
		for i := range in {
			out = append(out, in[len(in)-1-i])
		}
		return out
	}))
}

func deep(n int) (pad [8]int) {
	if n > 0 {
		pad = deep(n - 1)
	}
	pad[0]++
	return
}

func main() {
	var none func()
	var swap func(int, string) (string, int)
	var two func(float64, float64) (float64, float64)
	var mixed func(float32, big, *int, int8) (int8, *int, big, float32)
	var many func(a, b, c, d, e, f, g, h, i, j, k, l string) (string, string, string, string, string, string, string, string, string, string, string, string)
	for _, fptr := range []any{&none, &swap, &two, &mixed, &many} {
		reverse(fptr)
	}
	done := make(chan bool)
	go func() { // on a fresh, small stack
		none()
		println(swap(1, "x")) // CHECK: x 1
		a, b := two(1, 2)
		n, v := 7, big{[5]int{1, 2, 3, 4, 5}, "str"}
		i, p, w, f := mixed(1.5, v, &n, -8)
		println(a == 2, b == 1, i, *p, p == &n, w == v, f == 1.5)                 // CHECK-NEXT: true true -8 7 true true true
		println(many("a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l")) // CHECK-NEXT: l k j i h g f e d c b a
		done <- true
	}()
	<-done
}
