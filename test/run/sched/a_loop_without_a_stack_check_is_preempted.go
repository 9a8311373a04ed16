// RUN: %minigo run %s 2>&1 | %FileCheck %s
// RUN: env GODEBUG=preemptstorm=100,gcstress=1 %minigo run %s 2>&1 | %FileCheck %s
package main

import (
	"runtime"
	"time"
)

var stop, rounds int

//go:noinline
func count(n *int) {
	for i := 0; *n == 0; i++ {
	}
}

func forever() {
	for {
	}
}

func main() {
	runtime.GOMAXPROCS(1)
	go forever() // the first function of its goroutine: nobody's frame pointer is in rbp
	go func() { count(&stop) }()
	for i := range 3 {
		time.Sleep(time.Millisecond)
		runtime.GC()
		println("awake", i) // CHECK: awake 2
	}
}
