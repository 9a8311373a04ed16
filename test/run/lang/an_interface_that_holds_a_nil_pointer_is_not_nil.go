// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

type stringer interface{ String() string }
type num int

func (n num) String() string { return "num" }

func main() {
	var s stringer
	println(s == nil, any(s) == nil) // CHECK: true true
	var p *num
	s = p
	println(s == nil, s.(*num) == nil) // CHECK-NEXT: false true
}
