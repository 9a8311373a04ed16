// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

type num int

func main() {
	var x any = num(3)
	n, ok := x.(num)
	_, bad := x.(interface{ Foo() })
	println(n, ok, bad, x == any(num(3)), x == any(3)) // CHECK: 3 true false true false
}
