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
	signal.Notify(c)
	for s := syscall.Signal(1); s <= 31; s++ {
		if s == syscall.SIGKILL || s == syscall.SIGSTOP || s == syscall.SIGURG {
			continue // SIGURG: the runtime's own may come at any time
		}
		syscall.Kill(os.Getpid(), s)
		for waiting := true; waiting; {
			select {
			case got := <-c:
				if waiting = got == syscall.SIGURG; got != s && !waiting {
					println("sent", s, "got", got.String())
				}
			case <-time.After(200 * time.Millisecond):
				println("not received:", s)
				waiting = false
			}
		}
	}
	println("end")
}

// CHECK: not received: 27
// CHECK-NEXT: end
