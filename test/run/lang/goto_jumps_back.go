// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func main() {
	i := 0
again:
	i++
	if i < 5 {
		goto again
	}
	println(i) // CHECK: {{^}}5
}
