// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import (
	"os"
	"runtime"
	"syscall"
	"time"
)

var sink []byte

const prGetKeepcaps, prSetKeepcaps = 7, 8

// Threads of all kinds: locked, in system calls, busy, the collector's, and such that are just being made.
func main() {
	for i := 0; i < 2; i++ {
		go func() { runtime.LockOSThread(); select {} }()
		go func() {
			for {
				syscall.Select(0, nil, nil, nil, &syscall.Timeval{Usec: 50})
			}
		}()
		go func() {
			for {
				sink = make([]byte, 4096)
			}
		}()
	}
	runtime.GC()
	for i := uintptr(0); i < 20; i++ {
		go func() { runtime.LockOSThread(); time.Sleep(time.Microsecond) }()
		if _, _, err := syscall.AllThreadsSyscall(syscall.SYS_PRCTL, prSetKeepcaps, i&1, 0); err != 0 {
			panic(err)
		}
		for j := 0; j < 3; j++ {
			if r, _, _ := syscall.RawSyscall(syscall.SYS_PRCTL, prGetKeepcaps, 0, 0); r != i&1 {
				println("call", i, "has not reached a thread")
			}
			runtime.Gosched()
		}
	}
	_, _, err := syscall.AllThreadsSyscall(syscall.SYS_PRCTL, 9999, 0, 0)
	println(err.Error())                 // CHECK: invalid argument
	println(syscall.Setgid(os.Getgid())) // CHECK-NEXT: (0x0,0x0)
	println(syscall.Setuid(os.Getuid())) // CHECK-NEXT: (0x0,0x0)
}
