// RUN: %minigo run %s 2>&1 | %FileCheck %s
// RUN: env GODEBUG=stackmove=1,gcstress=1,clobberfree=1 %minigo run %s 2>&1 | %FileCheck %s
package main

func calls(n int) (result, calls int) {
	var fib func(int) int
	fib = func(k int) int {
		calls++
		if k < 2 {
			return k
		}
		return fib(k-1) + fib(k-2)
	}
	return fib(n), calls
}

func main() {
	println(calls(12)) // CHECK: 144 465
}
