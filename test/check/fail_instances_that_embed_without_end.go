// RUN: %exits 1 %minigo build --stop-after=check %s 2>&1 | %FileCheck %s
package p

type T[P any] struct{ *T[T[P]] }

var x T[int]
var y = x.foo // CHECK: :[[@LINE]]:11: x.foo undefined (type T[int] has no field or method foo)
