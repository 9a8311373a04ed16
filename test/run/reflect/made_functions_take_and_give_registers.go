// RUN: %minigo run %s 2>&1 | %FileCheck %s
// UNSUPPORTED: stackverify
package main

import (
	"reflect"
	"runtime"
)

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
	var swap func(int, string) (string, int)
	var two func(float64, float64) (float64, float64)
	var none func()
	reverse(&swap)
	reverse(&two)
	reverse(&none)
	done := make(chan bool)
	go func() { // on a fresh, small stack
		println(swap(1, "x")) // CHECK: x 1
		a, b := two(1, 2)
		println(a == 2, b == 1) // CHECK-NEXT: true true
		none()
		done <- true
	}()
	<-done
}
