// RUN: %exits 2 %minigo run %s 6 2>&1 | %FileCheck %s --check-prefixes=CHECK,ABRT
// RUN: %exits 2 %minigo run %s 4 2>&1 | %FileCheck %s --check-prefixes=CHECK,ILL
// RUN: %exits 2 %minigo run %s 31 2>&1 | %FileCheck %s --check-prefixes=CHECK,SYS
// RUN: %exits 2 %minigo run %s 11 2>&1 | %FileCheck %s --check-prefixes=CHECK,SEGV
package main

import (
	"os"
	"syscall"
)

func main() {
	go select_()
	n := 0
	for _, c := range os.Args[1] {
		n = n*10 + int(c-'0')
	}
	syscall.Kill(os.Getpid(), syscall.Signal(n))
	select {}
}

func select_() { select {} }

// ABRT: {{^}}SIGABRT: abort
// ILL: {{^}}SIGILL: illegal instruction
// SYS: {{^}}SIGSYS: bad system call
// SEGV: {{^}}SIGSEGV: segmentation violation
// CHECK-NEXT: PC=0x{{[0-9a-f]+}} m={{[0-9]+}} sigcode=0
// SEGV-SAME: addr=0x
// ILL-NEXT: instruction bytes: 0x
// CHECK: goroutine 1 gp=0x{{.*}} m={{.*}}]:
// CHECK-NEXT: {{^}}runtime/internal/syscall.Syscall6(
// CHECK: {{^}}syscall.RawSyscall6(
// CHECK-NEXT: /src/runtime/internal/syscall/syscall_linux.go:38
// CHECK: {{^}}syscall.Kill(
// CHECK: {{^}}main.main(
// CHECK: rax    0x
// CHECK: rflags 0x
// CHECK: cs     0x33
