// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func main() {
	zero := 0.0
	m := map[float64]int{zero: 1}
	m[-zero] = 2
	println(len(m), m[0], m[-zero]) // CHECK: 1 2 2
}
