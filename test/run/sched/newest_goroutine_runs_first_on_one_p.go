// runnext: the goroutine started last runs first, the others in order.
// RUN: env GOMAXPROCS=1 %minigo run %s 2>&1 | %FileCheck %s
// REQUIRES: noknob
package main

func main() {
	done := make(chan bool)
	for i := 0; i < 5; i++ {
		go func() { print(i); done <- true }()
	}
	for i := 0; i < 5; i++ {
		<-done
	}
	println()
}

// CHECK: 40123
