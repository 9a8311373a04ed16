// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func try(f func()) {
	defer func() { println(recover().(error).Error()) }()
	f()
}

func main() {
	c, full := make(chan int, 1), make(chan int)
	close(c)
	try(func() { c <- 1 }) // CHECK: send on closed channel
	try(func() {           // CHECK-NEXT: send on closed channel
		select {
		case c <- 1:
		case <-full:
		}
	})
}
