// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func main() {
	received, sent := 0, 0
	for range 1000 {
		a, b := make(chan int, 1), make(chan string, 1)
		a <- 1
		select {
		case v, ok := <-a:
			if v == 1 && ok && len(b) == 0 {
				received++
			}
		case b <- "x":
			if <-b == "x" && len(a) == 1 {
				sent++
			}
		}
	}
	println(received+sent, received > 100, sent > 100) // CHECK: 1000 true true
}
