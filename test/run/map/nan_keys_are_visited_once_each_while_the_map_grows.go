// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func main() {
	zero := 0.0
	nan := zero / zero
	m := map[float64]int{}
	for i := range 20 {
		m[nan] = i
	}
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
	println(sum) // CHECK: 190
}
