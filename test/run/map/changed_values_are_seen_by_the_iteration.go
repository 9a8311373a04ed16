// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func main() {
	m := map[int]int{}
	for i := range 1000 {
		m[i] = 1
	}
	first, wrong := true, 0
	for k, v := range m {
		if first {
			first = false
			for i := range 1000 {
				m[i] = 2
			}
			for i := range 5000 { // the rest is looked up in a newer table
				m[1000+i] = 2
			}
			m[k] = 2
			continue
		}
		if v != 2 {
			wrong++
		}
	}
	println(wrong) // CHECK: {{^}}0
}
