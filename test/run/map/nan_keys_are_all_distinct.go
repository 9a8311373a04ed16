// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func main() {
	zero := 0.0
	nan := zero / zero
	m := map[float64]int{}
	for i := range 20 {
		m[nan] = i
	}
	_, ok := m[nan]
	println(len(m), ok) // CHECK: 20 false
	delete(m, nan)
	println(len(m)) // CHECK-NEXT: 20
	sum := 0
	for k, v := range m {
		if k == k {
			panic("not a NaN")
		}
		sum += v
		if v == 7 {
			for i := range 100 { // grow in the middle
				m[float64(i)] = 0
				delete(m, float64(i))
			}
		}
	}
	println(sum) // CHECK-NEXT: 190
	clear(m)
	println(len(m)) // CHECK-NEXT: 0
	m[zero], m[-zero] = 1, 2
	println(len(m), m[0]) // CHECK-NEXT: 1 2
}
