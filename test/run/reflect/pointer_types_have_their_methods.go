// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import (
	"reflect"
	"unsafe"
)

type S struct{ n int }

func (s *S) Set(n int) { s.n = n }

type setter interface{ Set(int) }

var blank = struct{ a, _, c int }{1, 2, 3}

func main() {
	v := reflect.New(reflect.TypeOf([]S{}).Elem()) // *S is named nowhere
	v.Interface().(setter).Set(5)
	println(v.Elem().Field(0).Int())                   // CHECK: 5
	println(reflect.TypeOf(unsafe.Pointer(nil)).PkgPath()) // CHECK-NEXT: unsafe
	println(reflect.ValueOf(blank).Field(1).Int())     // CHECK-NEXT: 0
}
