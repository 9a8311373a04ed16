// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func main() {
	var p *[3]int
	for i := range p {
		print(i)
	}
	println() // CHECK: {{^}}012
}
