// RUN: %exits 1 %minigo build --stop-after=check %s 2>&1 | %FileCheck %s
// gc 1.22 runs out of stack here; 1.23 says this.
package p

type A[P any] [1]P

type B[P any] A[P]

// CHECK: go:[[@LINE+1]]:6: invalid recursive type C
type C B[C]

type Foo[T any] struct{ baz T }

type Bar[T any] struct{ foo Foo[T] }

// CHECK: go:[[@LINE+1]]:6: invalid recursive type Baz
type Baz struct{ bar Bar[Baz] }
