// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import "reflect"

func main() {
	less := reflect.MakeFunc(reflect.TypeOf(func(int) bool { return false }), func(in []reflect.Value) []reflect.Value {
		return []reflect.Value{reflect.ValueOf(in[0].Int() > 3)}
	})
	println(less.Call([]reflect.Value{reflect.ValueOf(4)})[0].Bool(), less.Interface().(func(int) bool)(2)) // CHECK: true false
}
