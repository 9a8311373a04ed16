// RUN: %minigo run %s | %FileCheck %s
package main

import "fmt"

type A struct{}
type B struct{}

func (A) Get() int    { return 1 }
func (B) Get() string { return "b" }

type ints interface{ Get() int }
type strs interface{ Get() string } // asserted to, never called through

func main() {
	for _, x := range []any{A{}, B{}} {
		_, isInts := x.(ints)
		_, isStrs := x.(strs)
		fmt.Println(isInts, isStrs)
	}
	// CHECK: true false
	// CHECK-NEXT: false true
}
