// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

type T struct{}

func (T) rec() { println("method", recover() != nil) }

func main() {
	func() {
		defer T{}.rec()
		panic(1) // CHECK: method true
	}()
	func() {
		var i interface{ rec() } = T{}
		defer i.rec()
		panic(2) // CHECK-NEXT: method true
	}()
}
