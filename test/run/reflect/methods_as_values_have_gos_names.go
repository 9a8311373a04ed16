// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import (
	"reflect"
	"runtime"
)

type T struct{ x, y int }

func (T) Val()  {}
func (*T) Ptr() {}

type G[X any] struct{ x X }

func (*G[X]) Ptr() {}

type E struct{ *T }
type I interface{ Val() }

func name(f any) string { return runtime.FuncForPC(reflect.ValueOf(f).Pointer()).Name() }

func main() {
	var i I = T{}
	println(name(T{}.Val), name((&T{}).Ptr), name(i.Val)) // CHECK: main.T.Val-fm main.(*T).Ptr-fm main.I.Val-fm
	println(name((&T{}).Val), name(E{&T{}}.Ptr))          // CHECK-NEXT: main.T.Val-fm main.(*T).Ptr-fm
	println(name(new(G[int]).Ptr))                        // CHECK-NEXT: main.(*G[...]).Ptr-fm
	println(name(I.Val), name(E.Ptr), name((*E).Val))     // CHECK-NEXT: main.I.Val main.E.Ptr main.(*E).Val
}
