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
}
