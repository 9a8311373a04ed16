// RUN: env GOMAXPROCS=1 %minigo run %s 2>&1 | %FileCheck %s
// REQUIRES: noknob
package main

import (
	"os"
	"runtime"
	"runtime/pprof"
)

func later() { println() }

func main() {
	go later()
	pprof.Lookup("goroutine").WriteTo(os.Stdout, 1)
	buf := make([]byte, 10000)
	go later() // the first one may have run while that was written
	os.Stdout.Write(buf[:runtime.Stack(buf, true)])
}

// CHECK: main.later+0x0{{.*}}a_goroutine_that_has_not_run_shows_its_function.go:11
// CHECK: goroutine {{[0-9]+}} [runnable]:
// CHECK-NEXT: main.later()
// CHECK-NEXT: .go:11
// CHECK-NEXT: created by main.main in goroutine 1
