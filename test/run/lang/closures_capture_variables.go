// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func counter() (func() int, func()) {
	n := 0
	return func() int { n++; return n }, func() { n = 100 }
}

func main() {
	inc, reset := counter()
	inc()
	reset()
	println(inc()) // CHECK: 101
	var fs []func() int
	for i := 0; i < 3; i++ { // a new i each iteration
		fs = append(fs, func() int { i *= 10; return i })
	}
	println(fs[0](), fs[1](), fs[2](), fs[2]()) // CHECK-NEXT: 0 10 20 200
	var fib func(int) int
	fib = func(n int) int {
		if n < 2 {
			return n
		}
		return fib(n-1) + fib(n-2)
	}
	println(fib(15)) // CHECK-NEXT: 610
}
