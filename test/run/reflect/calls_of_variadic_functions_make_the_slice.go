// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import "reflect"

func variadic(s string, n ...int) int { return len(s) + len(n) }

func main() {
	v := reflect.ValueOf
	in := []reflect.Value{v("ab"), v(1), v(2), v(3)}
	println(v(variadic).Call(in)[0].Int()) // CHECK: {{^}}5
}
