// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func main() {
	zero := 0.0
	nan := zero / zero
	m := map[float64]int{0: 1}
	for i := range 20 {
		m[nan] = i
	}
	_, ok := m[nan]
	delete(m, nan)
	println(len(m), ok) // CHECK: 21 false
	clear(m)
	println(len(m)) // CHECK-NEXT: {{^}}0
}
