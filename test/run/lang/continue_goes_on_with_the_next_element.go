// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func main() {
	for i, v := range [3]int{7, 8, 9} {
		if i == 1 {
			continue
		}
		print(v, " ")
	}
	println() // CHECK: {{^}}7 9
}
