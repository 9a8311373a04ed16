// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import (
	"os/signal"
	"runtime"
	"strings"
	"syscall"
	_ "unsafe"
)

//go:linkname beforeFork syscall.runtime_BeforeFork
func beforeFork()

//go:linkname afterFork syscall.runtime_AfterFork
func afterFork()

//go:linkname afterForkInChild syscall.runtime_AfterForkInChild
func afterForkInChild()

// The masks of this thread: blocked, ignored and caught signals.
func masks() string {
	buf := make([]byte, 4096)
	fd, _ := syscall.Open("/proc/thread-self/status", 0, 0)
	n, _ := syscall.Read(fd, buf)
	syscall.Close(fd)
	s := string(buf[:n])
	i := strings.Index(s, "SigBlk")
	return strings.ReplaceAll(s[i:i+strings.Index(s[i:], "\nCapInh")], "\t", "")
}

func main() {
	runtime.LockOSThread()
	signal.Ignore(syscall.SIGUSR2)
	println(masks())
	// CHECK: SigBlk:0000000000000000
	// CHECK-NEXT: SigIgn:0000000000000800
	// CHECK-NEXT: SigCgt:{{f+[0-9a-f]}}7fc1f6ff
	beforeFork()
	println(masks())
	// CHECK-NEXT: SigBlk:fffffffe7ffbfeff
	afterForkInChild()
	println(masks())
	// CHECK: SigBlk:0000000000000000
	// CHECK-NEXT: SigIgn:0000000000000800
	// CHECK-NEXT: SigCgt:{{0+[01]0+$}}
	afterFork()
}
