// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import "runtime/debug"

type large struct {
	a [1 << 20]byte
	s string
}

func fill(p *large, s []large, i int) {
	*p = large{s: "pointer"}
	s[i] = large{s: "element"}
	*p = s[i]
}

func main() {
	debug.SetMaxStack(1 << 16)
	p, s := new(large), make([]large, 1)
	fill(p, s, 0)
	println(p.s, s[0].s) // CHECK: element element
	func() {
		defer func() { println(recover() != nil, s[0].s) }() // CHECK-NEXT: true element
		fill(p, s, 1)
	}()
	println(p.s) // CHECK-NEXT: pointer
}
