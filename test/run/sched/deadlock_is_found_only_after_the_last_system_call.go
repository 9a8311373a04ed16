// RUN: %exits 2 %minigo run %s 2>&1 | %FileCheck %s
package main

import (
	"runtime"
	"syscall"
)

// Main waits; whoever wakes it comes from a system call whose processor sysmon has taken, some of them on threads that end with
// their goroutine, so that new threads are made all the time.
func main() {
	c := make(chan int)
	for i := 0; i < 300; i++ {
		for j := 0; j < 3; j++ {
			go func() {
				if j == 0 {
					runtime.LockOSThread()
				}
				syscall.Select(0, nil, nil, nil, &syscall.Timeval{Usec: int64(30 + 10*j)})
				c <- i
			}()
		}
		for j := 0; j < 3; j++ {
			<-c
		}
	}
	println("calls done") // CHECK: calls done
	<-c                   // CHECK-NEXT: fatal error: all goroutines are asleep - deadlock!
}
