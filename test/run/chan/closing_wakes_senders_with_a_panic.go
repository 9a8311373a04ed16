// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func try(f func()) {
	defer func() { println(recover().(error).Error()) }()
	f()
}

func main() {
	started, full, done := make(chan bool), make(chan int), make(chan int)
	var none chan int
	go func() { <-started; close(full) }()
	try(func() { started <- true; full <- 1 }) // CHECK: send on closed channel
	go func() { started <- true; close(done) }()
	try(func() { // CHECK-NEXT: send on closed channel
		<-started
		select {
		case done <- 1:
		case none <- 1:
		}
	})
}
