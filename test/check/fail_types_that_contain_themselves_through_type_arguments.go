// RUN: %exits 1 %minigo build --stop-after=check %s 2>&1 | %FileCheck %s
// gc 1.22 runs out of stack here. A cycle begins with what comes first in the file.
package p

type A[P any] [1]P

// CHECK: go:[[@LINE+1]]:15: invalid recursive type A
type B[P any] A[P]

// CHECK: {{.*}} C refers to
type C B[C]

type Foo[T any] struct{ baz T }

// CHECK: go:[[@LINE+1]]:29: invalid recursive type Foo
type Bar[T any] struct{ foo Foo[T] }

// CHECK: {{.*}} Baz refers to
type Baz struct{ bar Bar[Baz] }
