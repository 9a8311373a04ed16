// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func sum(base int, xs ...int) (total int, n int) {
	defer func() { total *= 2 }()
	for _, x := range xs {
		total += x
	}
	n = len(xs)
	return total + base, n
}

func args() (int, int, int) { return 1, 2, 3 }

func main() {
	a, b := sum(1)
	c, d := sum(1, 2, 3)
	e, f := sum(1, []int{4, 5, 6}...)
	g, h := sum(args())
	println(a, b, c, d, e, f, g, h) // CHECK: 2 0 12 2 32 3 12 2
	println(min(3, 1, 2), max(2.5, 1), min("b", "a")) // CHECK-NEXT: 1 +2.500000e+000 a
}
