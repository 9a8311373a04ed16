// At GOTRACEBACK=system frames of the runtime's own assembly stand at their places in its own files; else as gc has them.
//
// RUN: env GOTRACEBACK=system %exits 2 %minigo run %s 2>&1 | %FileCheck %s
// RUN: env GOTRACEBACK=single %exits 2 %minigo run %s 2>&1 | %FileCheck --check-prefix=USER --implicit-check-not=.S: %s
package main

func f(p *int) { *p = 1 }

func main() {
	defer func() { panic("again") }()
	f(nil)
}

// CHECK: panic: runtime error
// CHECK: panic({0x{{.*}}, 0x{{.*}}})
// CHECK-NEXT: runtime/arch/amd64/context.S:{{[1-9][0-9]*}} +0x{{[0-9a-f]+}} fp=0x
// CHECK: runtime.panicmem
// CHECK: main.main()
// CHECK: runtime.main()
// CHECK-NEXT: runtime/arch/amd64/context.S:{{[1-9]}}
// CHECK: runtime.goexit()
// CHECK-NEXT: runtime/arch/amd64/context.S:{{[1-9]}}
// USER: goroutine 1 [running]:
// USER: panic({0x{{.*}}, 0x{{.*}}})
// USER-NEXT: runtime/panic.go:770
// USER: main.main()
