// recover stops a panic only when a deferred function itself calls it.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func helper() any { return recover() }

type T struct{}

func (T) rec() { println("method", recover() != nil) }

func main() {
	func() {
		defer T{}.rec()
		panic(1)
	}()
	func() {
		var i interface{ rec() } = T{}
		defer i.rec()
		panic(2)
	}()
	func() {
		defer func() { println("outer", recover() != nil) }()
		defer func() { func() { println("nested", recover() != nil) }() }()
		defer func() { println("helper", helper() != nil) }()
		panic(3)
	}()
	println("none", recover() != nil)
}

// CHECK: method true
// CHECK-NEXT: method true
// CHECK-NEXT: helper false
// CHECK-NEXT: nested false
// CHECK-NEXT: outer true
// CHECK-NEXT: none false
