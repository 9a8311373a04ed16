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
type pair struct {
	x float32
	n int8
}
type T struct{ v int }

func (t T) Add(a, b int) int { return t.v + a + b }
func (t *T) Set(v int) *T    { t.v = v; return t }
func (t T) Big(b big, p pair) (big, error) {
	b.a[4] += t.v
	b.s += fmt.Sprint(p)
	return b, nil
}

func many(a, b, c, d, e, f, g, h, i, j, k, l int, x float64, s string, y float32) (string, float64, int) {
	runtime.GC()
	return fmt.Sprint(a, b, c, d, e, f, g, h, i, j, k, l, s), x * float64(y), l
}
func floats(a, b, c, d, e, f, g, h, i, j float64) (float64, float64, float64) { return a + j, b * i, h }
func small(a int8, b uint16, c bool, d complex64) (bool, int8, uint16, complex64) {
	return !c, -a, b + 1, d * 2
}
func variadic(s string, n ...int) int { return len(s) + len(n) }

func call(f any, args ...any) []any {
	var in []reflect.Value
	for _, a := range args {
		in = append(in, reflect.ValueOf(a))
	}
	var out []any
	for _, v := range reflect.ValueOf(f).Call(in) {
		out = append(out, v.Interface())
	}
	return out
}

func main() {
	fmt.Println(call(many, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 1.5, "s", float32(2))...) // CHECK: 1 2 3 4 5 6 7 8 9 10 11 12s 3 12
	fmt.Println(call(floats, 1., 2., 3., 4., 5., 6., 7., 8., 9., 10.)...)                   // CHECK-NEXT: 11 18 8
	fmt.Println(call(small, int8(-5), uint16(65535), true, complex64(1+2i))...)             // CHECK-NEXT: false 5 0 (2+4i)
	fmt.Println(call(variadic, "ab", 1, 2, 3)...)                                           // CHECK-NEXT: 5
	fmt.Println(call(T{3}.Add, 1, 2)...)                                                    // CHECK-NEXT: 6
	t := &T{1}
	v := reflect.ValueOf(t)
	v.MethodByName("Set").Call([]reflect.Value{reflect.ValueOf(10)})
	fmt.Println(v.MethodByName("Add").Call([]reflect.Value{reflect.ValueOf(1), reflect.ValueOf(2)})[0].Int()) // CHECK-NEXT: 13
	b := big{[5]int{1, 2, 3, 4, 5}, "s"}
	r := v.MethodByName("Big").Call([]reflect.Value{reflect.ValueOf(b), reflect.ValueOf(pair{1.5, -3})})
	fmt.Println(r[0].Interface(), r[1].IsNil()) // CHECK-NEXT: {{.}}[1 2 3 4 15] s{1.5 -3}} true
	add := v.MethodByName("Add").Interface().(func(int, int) int)
	fmt.Println(add(5, 6)) // CHECK-NEXT: 21
	bf := v.MethodByName("Big").Interface().(func(big, pair) (big, error))
	b2, err := bf(b, pair{2.5, 4})
	fmt.Println(b2, err)                                   // CHECK-NEXT: {{.}}[1 2 3 4 15] s{2.5 4}} <nil>
	defer func() { fmt.Println("recovered", recover()) }() // CHECK-NEXT: recovered boom
	call(func() { panic("boom") })
}
