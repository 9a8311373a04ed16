// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

type p struct {
	x, y int
	s    string
	_    int
}

func main() {
	a, b := p{1, 2, "s", 3}, p{1, 2, "s", 4}
	println(a == b, [2]p{a, b} == [2]p{b, a}, a != p{}) // CHECK: true true true
	var i, j any = a, b
	println(i == j, i == any(&a), any(&a) == any(&a)) // CHECK-NEXT: true false true
	c1, c2 := make(chan int), make(chan int)
	println(c1 == c2, c1 == c1) // CHECK-NEXT: false true
	z := complex(1, 2)
	println(z == 1+2i, real(z*z), imag(z*z)) // CHECK-NEXT: true -3.000000e+000 +4.000000e+000
}
