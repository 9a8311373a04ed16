// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import (
	"runtime"
	"time"
)

func main() {
	c := make(chan int, 10000)
	for i := range 10000 {
		time.AfterFunc(time.Duration(i*7919%20000)*time.Microsecond, func() { c <- i })
	}
	runtime.GC() // timers are roots
	seen := make([]bool, 10000)
	for range 10000 {
		i := <-c
		if seen[i] {
			println("twice", i)
		}
		seen[i] = true
	}
	time.Sleep(time.Millisecond)
	println(len(c)) // CHECK: {{^}}0
}
