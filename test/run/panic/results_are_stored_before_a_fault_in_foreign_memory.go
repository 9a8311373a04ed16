// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import (
	"runtime/debug"
	"syscall"
)

func sum(b []byte) (n int, sum int, err error) {
	defer func() { err, _ = recover().(error) }()
	for _, c := range b {
		sum += int(c)
		n++
	}
	return n, sum, nil
}

func fill(b []byte) (n int, where string) {
	defer func() { recover() }()
	for i := range b {
		where = "at"
		b[i] = 1
		n++
		where = "behind"
	}
	return
}

func main() {
	debug.SetPanicOnFault(true)
	page := syscall.Getpagesize()
	data, _ := syscall.Mmap(-1, 0, 3*page, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	syscall.Mprotect(data[page:], syscall.PROT_NONE)
	n, where := fill(data[page-7:])
	println(n, where) // CHECK: 7 at
	n, sum, err := sum(data[page-9:])
	println(n, sum, err != nil) // CHECK-NEXT: 9 7 true
}
