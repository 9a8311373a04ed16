// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import "reflect"

func small(a int8, b uint16, c bool, d complex64) (bool, int8, uint16, complex64) {
	return !c, -a, b + 1, d * 2
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
	r := call(small, int8(-5), uint16(65535), true, complex64(1+2i))
	println(r[0].(bool), r[1].(int8), r[2].(uint16), r[3] == complex64(2+4i)) // CHECK: false 5 0 true
}
