// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

type ints []int
type table map[string]bool

func apply[S ~[]E, E any](s S, f func(E) E) S {
	out := make(S, 0, len(s))
	for _, e := range s {
		out = append(out, f(e))
	}
	return out
}

func (s ints) sum() (n int) { for _, x := range s { n += x }; return }

func keys[M ~map[K]V, K comparable, V any](m M) (k []K) { for x := range m { k = append(k, x) }; return }

func ptr[T any, P interface{ *T }](v T) P { return &v }

func main() {
	println(apply(ints{1, 2}, func(i int) int { return i * 10 }).sum()) // CHECK: 30
	println(keys(table{"a": true})[0], *ptr(7))                         // CHECK-NEXT: a 7
}
