// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func main() {
	var none map[string]int
	v, ok := none["a"]
	delete(none, "a")
	println(v, ok, len(none)) // CHECK: 0 false 0
}
