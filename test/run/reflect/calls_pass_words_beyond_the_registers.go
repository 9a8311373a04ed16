// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import (
	"reflect"
	"runtime"
)

func many(a, b, c, d, e, f, g, h, i, j, k, l int, x float64, s string, y float32) (string, float64, int) {
	runtime.GC()
	println(a, b, c, d, e, f, g, h, i, j, k, l, s)
	return s + "!", x * float64(y), l
}

func call(f any, args ...any) (out []any) {
	var in []reflect.Value
	for _, a := range args {
		in = append(in, reflect.ValueOf(a))
	}
	for _, v := range reflect.ValueOf(f).Call(in) {
		out = append(out, v.Interface())
	}
	return out
}

func main() {
	r := call(many, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 1.5, "s", float32(2)) // CHECK: 1 2 3 4 5 6 7 8 9 10 11 12 s
	println(r[0].(string), r[1].(float64) == 3, r[2].(int))                      // CHECK-NEXT: s! true 12
}
