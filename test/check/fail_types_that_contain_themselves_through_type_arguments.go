// RUN: %exits 1 %minigo build --stop-after=check %s 2>&1 | %FileCheck %s
// gc 1.22 runs out of stack here; 1.23 reports both, beginning with the type that closes the cycle.
package p

type A[P any] [1]P

type B[P any] A[P]

// CHECK: invalid recursive type
// CHECK: go:[[@LINE+1]]:6: C refers to
type C B[C]

type Foo[T any] struct{ baz T }

type Bar[T any] struct{ foo Foo[T] }

// CHECK: invalid recursive type
// CHECK: go:[[@LINE+1]]:6: Baz refers to
type Baz struct{ bar Bar[Baz] }
