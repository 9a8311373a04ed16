// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func main() {
	a := make(chan int, 1)
	var none chan int
	select {
	case v := <-a:
		println("a", v)
	case <-none:
		println("never")
	default:
		println("default") // CHECK: {{^}}default
	}
}
