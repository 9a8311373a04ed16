// A goroutine in a system call that blocks is shown in package syscall; the runtime's part of the call is not.
// RUN: %exits 2 env GOTRACEBACK=all %minigo run %s 2>&1 | %FileCheck %s
package main

import (
	"syscall"
	"time"
)

func main() {
	var p [2]int
	syscall.Pipe(p[:])
	go syscall.Read(p[0], make([]byte, 1))
	time.Sleep(100 * time.Millisecond)
	panic("now")
}

// CHECK: goroutine 1 [running]:
// CHECK: {{^goroutine [0-9]+ \[syscall\]:$}}
// CHECK-NEXT: {{^}}syscall.Syscall(
// CHECK: {{^}}syscall.read(
