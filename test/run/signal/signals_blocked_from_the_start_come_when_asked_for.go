// RUN: %minigo build %s
// RUN: python3 -c "import os,signal,sys; signal.pthread_sigmask(signal.SIG_BLOCK,[10]); os.execvp(sys.argv[1],sys.argv[1:])" %minigo run %s 2>&1 | %FileCheck %s
package main

import (
	"os"
	"os/signal"
	"syscall"
)

func main() {
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGUSR1)
	syscall.Kill(os.Getpid(), syscall.SIGUSR1)
	println((<-c).String()) // CHECK: user defined signal 1
	signal.Stop(c)
	pid, _ := syscall.ForkExec("/bin/cat", []string{"cat", "/proc/self/status"}, &syscall.ProcAttr{Files: []uintptr{0, 2, 2}})
	syscall.Wait4(pid, nil, 0, nil) // CHECK: SigBlk:{{.*}}0000000000000200
}
