// Nothing lives behind a failed bounds check: its call has a map without slots.
// RUN: %minigo run --dump=stackmaps:main.f %s | %FileCheck %s
package main

// CHECK: main.f  args w1
// CHECK-NEXT: go:{{[0-9]+$}}
//
//go:noinline
func f(s []*int, i int) *int { return s[i] }

func main() { f(make([]*int, 1), 0) }
