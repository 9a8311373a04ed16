// RUN: %minigo run %s | %FileCheck %s
package main

import (
	"fmt"
	"path/filepath"
	"runtime"
)

func where(skip int) {
	var pcs [1]uintptr
	runtime.Callers(skip+2, pcs[:])
	f, _ := runtime.CallersFrames(pcs[:]).Next()
	_, file, line, _ := runtime.Caller(skip + 1)
	fmt.Println(f.Function, f.Line == line, filepath.Base(file), runtime.FuncForPC(pcs[0] - 1).Name())
}

func inner(skip int) { where(skip) }
func outer(skip int) { inner(skip) }

func main() {
	outer(0) // CHECK: main.inner true callers_count_inlined_calls.go main.inner
	outer(1) // CHECK: main.outer true callers_count_inlined_calls.go main.outer
	outer(2) // CHECK: main.main true callers_count_inlined_calls.go main.main
}
