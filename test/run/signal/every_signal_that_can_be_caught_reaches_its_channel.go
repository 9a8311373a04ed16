// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import (
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	c := make(chan os.Signal, 1)
	for s := syscall.Signal(1); s <= 31; s++ {
		if s == syscall.SIGKILL || s == syscall.SIGSTOP || s == syscall.SIGURG {
			continue // SIGURG: the runtime's own may come at any time
		}
		signal.Notify(c, s)
		syscall.Kill(os.Getpid(), s)
		limit := 20 * time.Second
		if s == syscall.SIGPROF {
			limit = 50 * time.Millisecond // as in gc, only for profiles
		}
		select {
		case got := <-c:
			if got != s {
				println("sent", s, "got", got.String())
			}
		case <-time.After(limit):
			println("not received:", s)
		}
	}
	println("end")
}

// CHECK: not received: 27
// CHECK-NEXT: end
