// RUN: %minigo run %s 2>&1 | %FileCheck %s
// UNSUPPORTED: stackverify
package main

import "reflect"

type T struct{ v int }

func (t T) Add(a, b int) int { return t.v + a + b }
func (t *T) Set(v int) *T    { t.v = v; return t }

func main() {
	v := reflect.ValueOf
	println(v(T{3}.Add).Call([]reflect.Value{v(1), v(2)})[0].Int()) // CHECK: {{^}}6
	t := &T{1}
	v(t).MethodByName("Set").Call([]reflect.Value{v(10)})
	println(v(t).MethodByName("Add").Call([]reflect.Value{v(1), v(2)})[0].Int(), t.v) // CHECK-NEXT: {{^}}13 10
	add := v(t).MethodByName("Add").Interface().(func(int, int) int)
	println(add(5, 6)) // CHECK-NEXT: {{^}}21
}
