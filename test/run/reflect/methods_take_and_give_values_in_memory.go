// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import "reflect"

type big struct {
	a [5]int
	s string
}
type pair struct {
	x float32
	n int8
}
type T struct{ v int }

func (t T) Big(b big, p pair) (big, error) {
	b.a[4] += t.v
	if p == (pair{1.5, -3}) {
		b.s += "!"
	}
	return b, nil
}

func main() {
	b, p := big{[5]int{1, 2, 3, 4, 5}, "s"}, pair{1.5, -3}
	m := reflect.ValueOf(&T{10}).MethodByName("Big")
	r := m.Call([]reflect.Value{reflect.ValueOf(b), reflect.ValueOf(p)})
	println(r[0].Interface() == big{[5]int{1, 2, 3, 4, 15}, "s!"}, r[1].IsNil()) // CHECK: true true
	f := m.Interface().(func(big, pair) (big, error))
	b2, err := f(b, pair{2.5, 4})
	println(b2 == big{[5]int{1, 2, 3, 4, 15}, "s"}, err == nil) // CHECK-NEXT: true true
}
