// gcverify=1 checks what escape analysis promises: nothing on the heap points into a stack. Hiding a pointer breaks it.
// RUN: env GODEBUG=gcverify=1,gcshrinkstackoff=1 %exits 2 %minigo run %s 2>&1 | %FileCheck %s
// CHECK: an object on the heap refers to a stack
// CHECK: fatal error: heap verifier found a damaged heap
package main

import (
	"runtime"
	"unsafe"
)

var sink *struct{ p unsafe.Pointer }

func hide(p unsafe.Pointer) unsafe.Pointer {
	x := uintptr(p)
	return unsafe.Pointer(x)
}

func main() {
	x := 1
	sink = &struct{ p unsafe.Pointer }{hide(unsafe.Pointer(&x))}
	runtime.GC()
}
