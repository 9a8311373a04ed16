// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import (
	"fmt"
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
	var swap func(int, string) (string, int)
	var mixed func(float32, big, *int, int8) (int8, *int, big, float32)
	var many func(a, b, c, d, e, f, g, h, i, j, k, l string) (string, string, string, string, string, string, string, string, string, string, string, string)
	var two func(float64, float64) (float64, float64)
	var none func()
	reverse(&swap)
	reverse(&mixed)
	reverse(&many)
	reverse(&two)
	reverse(&none)
	done := make(chan bool)
	go func() { // on a fresh, small stack
		fmt.Println(swap(1, "x")) // CHECK: x 1
		n := 7
		i8, p, b, f := mixed(1.5, big{[5]int{1, 2, 3, 4, 5}, "str"}, &n, -8)
		fmt.Println(i8, *p, b, f)                                                     // CHECK-NEXT: -8 7 {{.}}[1 2 3 4 5] str} 1.5
		fmt.Println(many("a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l")) // CHECK-NEXT: l k j i h g f e d c b a
		fmt.Println(two(1, 2))                                                        // CHECK-NEXT: 2 1
		none()
		done <- true
	}()
	<-done
	less := reflect.MakeFunc(reflect.TypeOf(func(int) bool { return false }), func(in []reflect.Value) []reflect.Value {
		return []reflect.Value{reflect.ValueOf(in[0].Int() > 3)}
	})
	fmt.Println(less.Call([]reflect.Value{reflect.ValueOf(4)})[0].Bool(), less.Interface().(func(int) bool)(2)) // CHECK-NEXT: true false
}
