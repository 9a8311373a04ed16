// RUN: %minigo run %s 2>&1 | %FileCheck %s
// An instance may assert an interface value to a type argument that lacks its methods.
package main

type has interface{ m1() }

type S struct{}

func (S) m3() {}

func f[B any](b B) bool {
	if x, ok := any(b).(has); ok {
		_, ok = x.(B)
		return ok
	}
	return false
}

func main() {
	println(f(S{}), f(1))
}
// CHECK: false false
