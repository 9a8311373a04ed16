// go:uintptrescapes: what uintptr(p) arguments point to lives until the call returns.
// RUN: %minigo run %s 2>&1 | %FileCheck --allow-empty --implicit-check-not={{.}} %s
package main

import (
	"runtime"
	"unsafe"
)

func fresh() unsafe.Pointer {
	s := "ok"
	runtime.SetFinalizer(&s, func(p *string) { *p = "freed" })
	return unsafe.Pointer(&s)
}

//go:noinline
//go:uintptrescapes
func use(p uintptr, rest ...uintptr) {
	runtime.GC()
	if *(*string)(unsafe.Pointer(p)) != "ok" || *(*string)(unsafe.Pointer(rest[0])) != "ok" {
		println("freed too early")
	}
}

func main() {
	use(uintptr(fresh()), uintptr(fresh()))
	defer use(uintptr(fresh()), uintptr(fresh()))
}
