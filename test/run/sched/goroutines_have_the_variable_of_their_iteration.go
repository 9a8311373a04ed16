// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func main() {
	const n = 1000
	done := make(chan bool)
	for i := 0; i < n; i++ {
		go func() { done <- i%2 == 0 }()
	}
	even := 0
	for range n {
		if <-done {
			even++
		}
	}
	println(even) // CHECK: {{^}}500
}
