// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import (
	"os"
	"os/signal"
	"syscall"
)

func main() {
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGUSR1, syscall.SIGTSTP)
	signal.Ignore(syscall.SIGUSR2, syscall.SIGHUP)
	for i := 0; i < 3; i++ {
		pid, err := syscall.ForkExec("/bin/cat", []string{"cat", "/proc/self/status"}, &syscall.ProcAttr{Files: []uintptr{0, 2, 2}})
		if err != nil {
			panic(err)
		}
		syscall.Wait4(pid, nil, 0, nil)
	}
	println("end")
}

// CHECK: SigBlk:{{.*}}0000000000000000
// CHECK-NEXT: SigIgn:{{.*}}0000000000000801
// CHECK-NEXT: SigCgt:{{.*}}0000000000000000
// CHECK: SigIgn:{{.*}}0000000000000801
// CHECK: SigIgn:{{.*}}0000000000000801
// CHECK: end
