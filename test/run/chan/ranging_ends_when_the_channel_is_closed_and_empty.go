// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func main() {
	ch := make(chan int, 3)
	ch <- 1
	ch <- 2
	close(ch)
	for v := range ch {
		print(v, " ")
	}
	v, ok := <-ch
	println(v, ok) // CHECK: {{^}}1 2 0 false
}
