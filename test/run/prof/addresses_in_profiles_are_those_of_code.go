// Each frame has an address of its own that FuncForPC and a debugger know, also one that others were inlined into.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import (
	"bytes"
	"os"
	"regexp"
	"runtime"
	"runtime/pprof"
	"strconv"
)

var custom = pprof.NewProfile("custom")

func inner()  { custom.Add(1, 1) }
func middle() { inner() }

//go:noinline
func outer() { middle() }

func main() {
	outer()
	var text bytes.Buffer
	custom.WriteTo(&text, 1)
	os.Stdout.Write(text.Bytes())
	// CHECK: custom profile: total 1
	// CHECK-NEXT: 1 @ 0x[[#%x,]] 0x[[#%x,]] 0x[[#%x,]] 0x
	// CHECK-NEXT: # 0x[[#%x,]] main.inner+0x{{[0-9a-f]+}} {{.*}}.go:16
	// CHECK-NEXT: # 0x[[#%x,]] main.middle+0x{{[0-9a-f]+}} {{.*}}.go:17
	// CHECK-NEXT: # 0x[[#%x,]] main.outer+0x{{[0-9a-f]+}} {{.*}}.go:20
	// CHECK-NEXT: # 0x[[#%x,]] main.main+0x
	stack := regexp.MustCompile(`@.*`).Find(text.Bytes())
	for _, hex := range regexp.MustCompile("0x[0-9a-f]+").FindAllString(string(stack), 4) {
		pc, _ := strconv.ParseUint(hex, 0, 64)
		f := runtime.FuncForPC(uintptr(pc) - 1)
		_, line := f.FileLine(uintptr(pc) - 1)
		println(f.Name(), line, pc < 1<<47, pc-uint64(f.Entry()) < 4096)
	}
	// CHECK: main.inner 16 true true
	// CHECK-NEXT: main.middle 17 true true
	// CHECK-NEXT: main.outer 20 true true
	// CHECK-NEXT: main.main 23 true true
}
