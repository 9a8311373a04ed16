// RUN: env GOMAXPROCS=1 %minigo run %s 2>&1 | %FileCheck %s
package main

import (
	"syscall"
	"time"
)

// The processor is in a system call nearly always, but never long in the same one: the sleeper must get it nevertheless.
func main() {
	go func() {
		for {
			syscall.Select(0, nil, nil, nil, &syscall.Timeval{Usec: 100})
		}
	}()
	start := time.Now()
	for i := 0; i < 10; i++ {
		time.Sleep(100 * time.Millisecond) // long enough for sysmon to slow down
	}
	println(time.Since(start) < 10*time.Second) // CHECK: true
}
