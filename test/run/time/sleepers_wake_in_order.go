// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import "time"

func main() {
	c := make(chan int)
	// Far enough apart that a machine that stands still for a while does not change the order.
	for _, ms := range []int{450, 150, 300} {
		go func() {
			start := time.Now()
			time.Sleep(time.Duration(ms) * time.Millisecond)
			if time.Since(start) < time.Duration(ms)*time.Millisecond {
				println("too early")
			}
			c <- ms
		}()
	}
	println(<-c, <-c, <-c) // CHECK: {{^}}150 300 450
	time.Sleep(0)
	time.Sleep(-5)
}
