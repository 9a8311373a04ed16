// Untyped constants of several kinds give the largest kind; generic functions may be arguments and be assigned.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func pair[T any](a, b T) T { return b }

func each[A, B any](s []A, f func(A) B) (r []B) { for _, x := range s { r = append(r, f(x)) }; return }

func twice[T int | string](x T) T { return x + x }

type lesser[T any] interface{ less(T) bool }
type n int

func (a n) less(b n) bool { return a < b }

func least[T lesser[T]](a, b T) T { if b.less(a) { return b }; return a }

func main() {
	println(pair(1, 2.5), pair('a', 1), pair(1, 2i))     // CHECK: +2.500000e+000 1 (+0.000000e+000+2.000000e+000i)
	println(each([]string{"x"}, twice)[0], least(n(3), 2)) // CHECK-NEXT: xx 2
	var f func(string) string = twice
	println(f("ab")) // CHECK-NEXT: abab
}
