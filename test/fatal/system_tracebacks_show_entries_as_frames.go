// At GOTRACEBACK=system an entry that a goroutine waits in is a frame with registers, as gc's assembly functions are.
// RUN: env GOTRACEBACK=system %exits 2 %minigo run %s 2>&1 | %FileCheck %s
package main

import "time"

func main() {
	go func() {
		time.Sleep(time.Hour)
	}()
	time.Sleep(10 * time.Millisecond)
	panic("now")
}

// CHECK: panic: now
// CHECK: time.Sleep(...)
// CHECK-NEXT: {{[a-z/]+}}.cpp:{{[0-9]+}} +0x0 fp=0x[[#%x,FP:]] sp=0x{{[0-9a-f]+}} pc=0x{{[0-9a-f]+}}
// CHECK-NEXT: main.main.func1()
// CHECK-NEXT: .go:9 +0x{{[0-9a-f]+}} fp=0x{{[0-9a-f]+}} sp=0x[[#FP]] pc=0x
