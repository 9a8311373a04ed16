// A generic type that is declared in a generic function is another one in each instance of the function.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import "reflect"

func pair[T any](v T) any {
	type P[U any] struct {
		t T
		u U
	}
	return P[string]{v, "x"}
}

func list[T any](v ...T) (n int) {
	type L[U any] struct {
		next *L[U]
		val  T
		tag  U
	}
	var l *L[bool]
	for _, x := range v {
		l = &L[bool]{l, x, true}
	}
	for ; l != nil; l = l.next {
		n += reflect.TypeOf(l.val).Bits()
	}
	return n
}

func main() {
	println(reflect.TypeOf(pair(1)).String(), reflect.TypeOf(pair("a")).Field(0).Type.String()) // CHECK: main.P[int;string] string
	println(pair(1) == pair(1), pair(1) == pair("a"), pair("a") == pair("a"))                   // CHECK: true false true
	println(list(1, 2), list[int8](1, 2, 3))                                                    // CHECK: 128 24
}
