// Comparing strings calls a leaf of the runtime, which neither moves the stack nor collects: no safe point, no map.
// RUN: %minigo run --dump=stackmaps:main.f %s | %FileCheck %s
package main

// CHECK-NOT: main.f
//
//go:noinline
func f(a, b string) bool { return a == b }

func main() { println(f("a", "b")) }
