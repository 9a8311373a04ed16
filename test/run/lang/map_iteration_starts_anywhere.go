// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func main() {
	m := map[int]bool{1: true, 2: true, 3: true, 4: true, 5: true, 6: true}
	firsts := map[int]bool{}
	for range 500 {
		for k := range m {
			firsts[k] = true
			break
		}
	}
	println(len(firsts) > 1) // CHECK: true
}
