// RUN: %minigo run %s 2>&1 | %FileCheck %s
// UNSUPPORTED: stackverify
package main

import "reflect"

type T[P any] struct{ p P }
type M[K comparable, V any] map[K]V

func (T[P]) Do(P) {}

func name[P any]() { println(reflect.TypeOf((*P)(nil)).Elem().String()) }

func local[P any]() any { type l struct{ p P }; return l{} }

func main() {
	name[T[int]]()                       // CHECK: main.T[int]
	name[M[string, *T[[]error]]]()       // CHECK-NEXT: main.M[string,*main.T{{\[\[\]error\]\]}}
	name[func(T[any]) T[struct{ x int }]]() // CHECK-NEXT: func(main.T[interface {}]) main.T[struct { main.x int }]
	println(reflect.TypeOf(local[int]()).String(), reflect.TypeOf(local[int]()) == reflect.TypeOf(local[string]()))
	// CHECK-NEXT: main.l[int] false
	m := reflect.TypeOf(T[string]{}).Method(0)
	println(m.Name, m.Type.String(), reflect.TypeOf(T[bool]{}).Name()) // CHECK-NEXT: Do func(main.T[string], string) T[bool]
}
