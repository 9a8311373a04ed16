// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func main() {
	var fib func(int) int
	fib = func(n int) int {
		if n < 2 {
			return n
		}
		return fib(n-1) + fib(n-2)
	}
	println(fib(15)) // CHECK: 610
}
