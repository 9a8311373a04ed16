// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func pair() (int, int) { return 1, 2 }

func main() {
	a := []int{0, 0, 0}
	i := 0
	i, a[i] = 1, 5   // the index is read before i is written
	println(i, a[0]) // CHECK: 1 5
	a[0], a[1] = a[1], a[0]
	println(a[0], a[1]) // CHECK-NEXT: 0 5
	x, y := pair()
	x, y = y, x
	println(x, y) // CHECK-NEXT: 2 1
}
