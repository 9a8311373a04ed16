// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func main() {
	for n := range 300 {
		m := map[int]int{}
		for i := range n {
			m[i] = i
		}
		visits := 0
		for k := range m {
			visits++
			delete(m, k)
			for i := range n {
				if i%2 == 0 {
					delete(m, (k+i)%n)
				}
			}
		}
		if len(m) != 0 && visits == 0 || visits > n {
			println("wrong", n, visits, len(m))
		}
	}
	println("done") // CHECK: {{^}}done
}
