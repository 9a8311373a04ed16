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
	fn.Set(reflect.MakeFunc(fn.Type(), func(in []reflect.Value) []reflect.Value {
		deep(100)
		runtime.GC()
		out := make([]reflect.Value, len(in))
		for i, v := range in {
			out[len(in)-1-i] = v
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
	var mixed func(float32, big, *int, int8) (int8, *int, big, float32)
	var many func(a, b, c, d, e, f, g, h, i, j, k, l string) (string, string, string, string, string, string, string, string, string, string, string, string)
	reverse(&mixed)
	reverse(&many)
	done := make(chan bool)
	go func() { // on a fresh, small stack
		n, v := 7, big{[5]int{1, 2, 3, 4, 5}, "str"}
		i, p, b, f := mixed(1.5, v, &n, -8)
		println(i, *p, p == &n, b == v, f == 1.5)                                 // CHECK: -8 7 true true true
		println(many("a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l")) // CHECK-NEXT: l k j i h g f e d c b a
		done <- true
	}()
	<-done
}
