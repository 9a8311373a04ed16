// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func main() {
	for i := range 3 {
		defer println("defer", i)
	}
	func() {
		defer println("inner")
		defer func() {
			println("recovered", recover().(string))
			defer func() { println("again", recover().(string)) }()
			panic("second")
		}()
		panic("first")
	}()
	println("after")
}

// CHECK: recovered first
// CHECK-NEXT: again second
// CHECK-NEXT: inner
// CHECK-NEXT: after
// CHECK-NEXT: defer 2
// CHECK-NEXT: defer 1
// CHECK-NEXT: defer 0
