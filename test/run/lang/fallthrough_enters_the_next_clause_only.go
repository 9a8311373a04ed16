// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func main() {
	switch x := 5; x {
	case 1, 5:
		print("five ")
		fallthrough
	case 6:
		print("six ")
	default:
		print("default")
	}
	println(".") // CHECK: {{^}}five six .
}
