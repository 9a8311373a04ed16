// gc describes such a type by a program, not by a bitmap.
// RUN: env GODEBUG=clobberfree=1 %minigo run %s 2>&1 | %FileCheck %s
package main

import (
	"reflect"
	"runtime"
)

func main() {
	const n = 50000
	v := reflect.New(reflect.ArrayOf(n, reflect.TypeFor[*int]())).Elem()
	for i := range n {
		p := new(int)
		*p = i
		v.Index(i).Set(reflect.ValueOf(p))
	}
	runtime.GC()
	lost := 0
	for i := range n {
		if v.Index(i).Elem().Int() != int64(i) {
			lost++
		}
	}
	println(lost) // CHECK: {{^0$}}
}
