// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

type number interface{ ~int | ~float64 }

func sum[T number](xs ...T) (t T) {
	for _, x := range xs {
		t += x
	}
	return
}

func apply[A, B any](xs []A, f func(A) B) (out []B) {
	for _, x := range xs {
		out = append(out, f(x))
	}
	return
}

type meters int

func main() {
	println(sum(1, 2, 3), sum(1.5, 2), sum[meters](1, 2))                   // CHECK: 6 +3.500000e+000 3
	println(apply([]int{1, 2}, func(i int) string { return "xyz"[i:] })[1]) // CHECK-NEXT: {{^}}z
}
