// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

const (
	big  = 1 << 100
	a, b = iota * 10, 1 << iota
	c, d
	_, _
	e, f
)

func main() {
	println(big>>98, a, b, c, d, e, f)          // CHECK: 4 10 2 20 4 40 16
	println(0.1+0.2 == 0.3, 'a'+1.0, 7/2, 7/2.) // CHECK-NEXT: true +9.800000e+001 3 +3.500000e+000
	x, y := 0.1, 0.2
	println(x+y == 0.3) // CHECK-NEXT: false
	println(len("héllo"), len([...]int{5: 1, 2, 1: 7})) // CHECK-NEXT: 6 7
}
