// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import (
	"os"
	"syscall"
	"time"
)

func main() {
	for _, s := range []syscall.Signal{10, 12, 13, 14, 16 + 1, 18, 23, 24, 25, 26, 27, 28, 29, 30} {
		syscall.Kill(os.Getpid(), s)
		time.Sleep(time.Millisecond)
	}
	println("alive") // CHECK: alive
}
