// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func helper() any { return recover() }

func main() {
	func() {
		defer func() { println("outer", recover() != nil) }()
		defer func() { func() { println("nested", recover() != nil) }() }()
		defer func() { println("helper", helper() != nil) }()
		panic(3)
	}()
	println("none", recover() != nil)
}

// CHECK: helper false
// CHECK-NEXT: nested false
// CHECK-NEXT: outer true
// CHECK-NEXT: none false
