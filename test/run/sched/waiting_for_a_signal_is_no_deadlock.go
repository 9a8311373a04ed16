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
	signal.Notify(c, syscall.SIGUSR1)
	for i := 0; i < 300; i++ {
		syscall.Kill(os.Getpid(), syscall.SIGUSR1)
		<-c
	}
	signal.Stop(c) // even now: as gc, which keeps a thread for signals from then on
	time.AfterFunc(20*time.Millisecond, func() { println("done"); os.Exit(0) })
	select {} // CHECK: done
}
