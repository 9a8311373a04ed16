// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import (
	"runtime"
	"runtime/debug"
	"syscall"
	"unsafe"
)

func main() {
	m, _ := syscall.Mmap(-1, 0, 4096, syscall.PROT_READ, syscall.MAP_SHARED|syscall.MAP_ANON)
	debug.SetPanicOnFault(true)
	defer func() {
		e := recover().(runtime.Error)
		// CHECK: runtime error: invalid memory address or nil pointer dereference true
		println(e.Error(), e.(interface{ Addr() uintptr }).Addr() == uintptr(unsafe.Pointer(&m[99])))
	}()
	m[99] = 1
}
