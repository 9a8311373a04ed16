// What the function itself does not use after a call lives only while a pointer leads to it.
// RUN: %minigo run --dump=stackmaps:main.f %s | %FileCheck %s
package main

type list struct{ next *list }

//go:noinline
func use(p *list) *int { return nil }

//go:noinline
func step() {}

// CHECK: main.f
//
//go:noinline
func f() {
	var l, m list
	use(&l) // CHECK-NEXT: go:[[@LINE]]  objects fp-{{[0-9]+}}[1:0x1]? fp-{{[0-9]+}}[1:0x1]{{$}}
	use(&m) // CHECK-NEXT: go:[[@LINE]]  objects fp-{{[0-9]+}}[1:0x1]? fp-{{[0-9]+}}[1:0x1]{{$}}
	step()  // CHECK-NEXT: go:[[@LINE]]  objects fp-{{[0-9]+}}[1:0x1]? fp-{{[0-9]+}}[1:0x1]{{$}}
	use(&m) // CHECK-NEXT: go:[[@LINE]]  objects fp-{{[0-9]+}}[1:0x1]? fp-{{[0-9]+}}[1:0x1]?{{$}}
}

func main() { f() }
