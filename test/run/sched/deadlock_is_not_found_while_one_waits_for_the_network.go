// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import (
	"os"
	"syscall"
)

// Both ends sleep: the reader in the poller, the writer in a system call that blocks; nobody runs.
func main() {
	r, w, _ := os.Pipe()
	c := make(chan int)
	go func() {
		b := make([]byte, 1)
		for {
			r.Read(b)
			c <- int(b[0])
		}
	}()
	for i := 0; i < 300; i++ {
		go func() {
			syscall.Select(0, nil, nil, nil, &syscall.Timeval{Usec: 30})
			w.Write([]byte{byte(i)})
		}()
		if got := <-c; got != i&255 {
			panic(got)
		}
	}
	println("done") // CHECK: done
}
