// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func main() {
	for round := range 50 {
		m := map[int]string{}
		for i := range 100 {
			m[i] = "old"
		}
		seen := map[int]int{}
		for k, v := range m {
			seen[k]++
			if m[k] != v {
				println("stale value")
			}
			for i := range 20 {
				m[1000+round+k*20+i] = "new"
			}
			m[k] = "visited"
		}
		for k, n := range seen {
			if n != 1 {
				println("key", k, "came", n, "times")
			}
		}
		for i := range 100 {
			if seen[i] != 1 || m[i] != "visited" {
				println("key", i, "was missed")
			}
		}
	}
	println("done") // CHECK: {{^}}done
}
