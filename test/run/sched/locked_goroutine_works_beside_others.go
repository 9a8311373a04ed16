// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import "runtime"

func main() {
	runtime.LockOSThread()
	c, d := make(chan int), make(chan int)
	go func() {
		runtime.LockOSThread() // its thread ends with it
		for v := range c {
			d <- v * 2
		}
		close(d)
	}()
	sum := 0
	for i := 0; i < 1000; i++ {
		c <- i
		sum += <-d
	}
	close(c)
	<-d
	runtime.UnlockOSThread()
	println(sum)
}

// CHECK: 999000
