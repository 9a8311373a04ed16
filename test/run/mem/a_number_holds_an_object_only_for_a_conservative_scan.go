// A number that was a pointer once holds nothing; with gcconservative=1 any word of a stack does.
// RUN: env GODEBUG=asyncpreemptoff=1 %minigo run %s 2>&1 | %FileCheck --check-prefix=PRECISE %s
// RUN: env GODEBUG=gcconservative=1 %minigo run %s 2>&1 | %FileCheck --check-prefix=CONSERVATIVE %s
// PRECISE: 0 of 100 held
// CONSERVATIVE: 100 of 100 held
package main

import (
	"runtime"
	"sync/atomic"
	"time"
	"unsafe"
)

var freed atomic.Int32

//go:noinline
func fill(words *[100]uintptr) {
	for i := range words {
		p := new([64]byte)
		runtime.SetFinalizer(p, func(*[64]byte) { freed.Add(1) })
		words[i] = uintptr(unsafe.Pointer(p))
	}
}

//go:noinline
func use(words *[100]uintptr) int { return len(words) }

func main() {
	var words [100]uintptr
	fill(&words)
	for i := 0; i < 10 && freed.Load() < 100; i++ {
		runtime.GC()
		time.Sleep(time.Millisecond)
	}
	println(use(&words)-int(freed.Load()), "of 100 held")
}
