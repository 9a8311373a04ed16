// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func try(f func()) {
	defer func() { println(recover().(error).Error()) }()
	f()
}

func main() {
	c, full := make(chan int, 1), make(chan int)
	var none chan int
	n := -1
	close(c)
	try(func() { c <- 1 })               // CHECK: send on closed channel
	try(func() { close(c) })             // CHECK-NEXT: close of closed channel
	try(func() { close(none) })          // CHECK-NEXT: close of nil channel
	try(func() { _ = make(chan int, n) }) // CHECK-NEXT: makechan: size out of range
	try(func() {                         // CHECK-NEXT: send on closed channel
		select {
		case c <- 1:
		case <-full:
		}
	})
	started := make(chan bool)
	go func() { <-started; close(full) }()
	try(func() { started <- true; full <- 1 }) // CHECK-NEXT: send on closed channel
	done := make(chan int)
	go func() { started <- true; close(done) }()
	try(func() { // CHECK-NEXT: send on closed channel
		<-started
		select {
		case done <- 1:
		case none <- 1:
		}
	})
}
