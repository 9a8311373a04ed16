// RUN: env GOTRACEBACK=wer %exits 2 %minigo run %s none 2>&1 | %FileCheck %s --check-prefix=NONE
// RUN: env GOTRACEBACK=strange %exits 2 %minigo run %s none 2>&1 | %FileCheck %s --check-prefix=NONE
// RUN: env GOTRACEBACK=all %exits 2 %minigo run %s none 2>&1 | %FileCheck %s --check-prefix=ALL
// RUN: env GOTRACEBACK=none %exits 2 %minigo run %s all 2>&1 | %FileCheck %s --check-prefix=ALL
// RUN: env GOTRACEBACK=1 %exits 2 %minigo run %s strange-and-longer-than-thirty-two-bytes 2>&1 | %FileCheck %s --check-prefix=ALL
// RUN: %exits 2 %minigo run %s none 2>&1 | %FileCheck %s --check-prefix=SINGLE
package main

import (
	"os"
	"runtime/debug"
)

func main() {
	go func() { select {} }()
	debug.SetTraceback(os.Args[1]) // never below the environment
	panic("end")
}

// NONE: panic: end
// NONE-NOT: goroutine
// ALL: goroutine 1 [running]:
// ALL: goroutine {{[0-9]+}} [
// SINGLE: goroutine 1 [running]:
// SINGLE-NOT: goroutine {{[0-9]+}} [
