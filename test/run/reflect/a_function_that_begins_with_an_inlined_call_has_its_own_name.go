// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import (
	"reflect"
	"runtime"
)

type T struct{ a, b int }

func f(t *T) int {
	if t != nil {
		return t.b
	}
	return 0
}

func g(t *T) int { return f(t) + 5 }

func main() {
	println(runtime.FuncForPC(reflect.ValueOf(g).Pointer()).Name()) // CHECK: main.g
}
