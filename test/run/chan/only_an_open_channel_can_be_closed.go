// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func try(f func()) {
	defer func() { println(recover().(error).Error()) }()
	f()
}

func main() {
	c := make(chan int)
	var none chan int
	close(c)
	try(func() { close(c) })    // CHECK: close of closed channel
	try(func() { close(none) }) // CHECK-NEXT: close of nil channel
}
