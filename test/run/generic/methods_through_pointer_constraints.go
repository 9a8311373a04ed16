// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

type setter[T any] interface {
	*T
	set(string)
}
type conf struct{ s string }

func (c *conf) set(s string) { c.s = s }

func build[T any, P setter[T]](in ...string) []T {
	out := make([]T, len(in))
	for i, s := range in {
		P(&out[i]).set(s)
	}
	return out
}
type opt[T any] func(*T)

func with[T any](opts ...opt[T]) (t T) { for _, o := range opts { o(&t) }; return }

func main() {
	println(build[conf]("a", "b")[1].s)                // CHECK: b
	println(with(func(c *conf) { c.set("given") }).s) // CHECK-NEXT: given
}
