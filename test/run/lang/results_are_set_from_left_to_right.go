// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func one(s []int, k int) (a, b int) {
	defer func() { println(recover() != nil, a, b) }() // CHECK: true 0 0
	return 1, s[k]
}

func swapped() (a, b int) {
	a, b = 1, 2
	return b, a
}

func main() {
	one([]int{1}, 3)
	println(swapped()) // CHECK-NEXT: 2 1
}
