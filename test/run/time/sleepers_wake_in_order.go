// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import "time"

func main() {
	c := make(chan int)
	for _, ms := range []int{60, 20, 40} {
		go func() {
			start := time.Now()
			time.Sleep(time.Duration(ms) * time.Millisecond)
			if time.Since(start) < time.Duration(ms)*time.Millisecond {
				println("too early")
			}
			c <- ms
		}()
	}
	println(<-c, <-c, <-c) // CHECK: {{^}}20 40 60
	time.Sleep(0)
	time.Sleep(-5)
}
