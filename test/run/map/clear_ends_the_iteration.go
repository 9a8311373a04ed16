// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func main() {
	m := map[string]bool{"a": true, "b": true, "c": true}
	count := 0
	for range m {
		clear(m)
		count++
	}
	println(count, len(m)) // CHECK: 1 0
}
