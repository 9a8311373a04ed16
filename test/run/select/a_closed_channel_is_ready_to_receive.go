// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func main() {
	b := make(chan string, 1)
	close(b)
	select {
	case v, ok := <-b:
		println(v == "", ok) // CHECK: true false
	}
}
