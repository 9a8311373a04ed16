// RUN: %exits 1 %minigo build -gcflags=-lang=go1.16 -e --stop-after=check %s 2>&1 | %FileCheck %s
package p

type A = int

func f[T any](x T) {}
// CHECK: :[[@LINE-1]]:8: type parameter requires go1.18 or later (-lang was set to go1.16; check go.mod)
// CHECK: :[[@LINE-2]]:10: predeclared any requires go1.18 or later (-lang was set to go1.16; check go.mod)

type G[T any] struct{}
// CHECK: :[[@LINE-1]]:8: type parameter requires go1.18 or later (-lang was set to go1.16; check go.mod)
// CHECK: :[[@LINE-2]]:10: predeclared any requires go1.18 or later (-lang was set to go1.16; check go.mod)

var _ G[int]
// CHECK: :[[@LINE-1]]:7: type instantiation requires go1.18 or later (-lang was set to go1.16; check go.mod)
var _ any
// CHECK: :[[@LINE-1]]:7: predeclared any requires go1.18 or later (-lang was set to go1.16; check go.mod)
var s []int
var _ = (*[2]int)(s)
// CHECK: :[[@LINE-1]]:19: cannot convert s (variable of type []int) to type *[2]int: conversion of slices to array pointers requires go1.17 or later (-lang was set to go1.16; check go.mod)
var _ = 0b1_0

type I interface{ ~int }
// CHECK: :[[@LINE-1]]:19: embedding interface element ~int requires go1.18 or later (-lang was set to go1.16; check go.mod)

func _() {
	for range 10 {
// CHECK: :[[@LINE-1]]:12: cannot range over 10 (untyped int constant): requires go1.22 or later (-lang was set to go1.16; check go.mod)
	}
	clear(s)
// CHECK: :[[@LINE-1]]:2: clear requires go1.21 or later (-lang was set to go1.16; check go.mod)
}
