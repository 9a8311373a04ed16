// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import (
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	signal.Ignore()
	for s := syscall.Signal(1); s <= 31; s++ {
		if s != syscall.SIGKILL && s != syscall.SIGSTOP {
			syscall.Kill(os.Getpid(), s)
		}
	}
	time.Sleep(10 * time.Millisecond)
	println(signal.Ignored(syscall.SIGTERM), signal.Ignored(syscall.SIGILL)) // CHECK: true true
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGTERM)
	println(signal.Ignored(syscall.SIGTERM)) // CHECK-NEXT: false
	syscall.Kill(os.Getpid(), syscall.SIGTERM)
	println((<-c).String()) // CHECK-NEXT: terminated
}
