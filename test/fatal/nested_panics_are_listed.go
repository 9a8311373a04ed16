// RUN: %exits 2 %minigo run %s 2>&1 | %FileCheck %s
package main

type e struct{ s string }

func (x e) Error() string { return "error " + x.s }

func main() {
	defer func() { panic(e{"second"}) }()
	defer func() {
		defer func() { recover() }()
		panic("gone")
	}()
	panic("first")
}

// CHECK: panic: first
// CHECK-NEXT: {{^}}	panic: error second
// CHECK: goroutine 1 [running]:
// CHECK-NEXT: main.main.func1()
// CHECK: panic({
// CHECK: main.main()
