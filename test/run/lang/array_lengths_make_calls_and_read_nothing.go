// len, cap and range without a value make the calls within an array expression, but do not read the array: no nil panics.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

type T struct{ a [2]int }

func f(s string) [3]int { println(s); return [3]int{} }

func none(s string) *T { println(s); return nil }

func main() {
	for i := range (f("parenthesized")) { // CHECK: parenthesized
		println(i) // CHECK-NEXT: 0
	} // CHECK-COUNT-2: {{[12]}}
	for range (func() [1]int { f("literal"); return [1]int{} })() { // CHECK: literal
	}
	for range [1][3]int{f("element")} { // CHECK-NEXT: element
	}
	for i := range none("field").a { // CHECK-NEXT: field
		println(i) // CHECK-NEXT: 0
	} // CHECK-NEXT: 1
	println(len(none("len").a), cap(none("cap").a)) // CHECK-NEXT: len
} // CHECK-NEXT: cap
// CHECK-NEXT: 2 2
