// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import "reflect"

func floats(a, b, c, d, e, f, g, h, i, j float64) (float64, float64, float64) { return a + j, b * i, h }

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
	r := call(floats, 1., 2., 3., 4., 5., 6., 7., 8., 9., 10.)
	println(r[0] == 11., r[1] == 18., r[2] == 8.) // CHECK: true true true
}
