// RUN: %exits 2 %minigo run %s 2>&1 | %FileCheck %s
package main

//go:noinline
func f(n int) int { return f(n+1) + 1 }

func main() { println(f(0)) }

// CHECK: runtime: goroutine stack exceeds 1000000000-byte limit
// CHECK-NEXT: runtime: sp=0x{{[0-9a-f]+}} stack=[0x{{[0-9a-f]+}}, 0x{{[0-9a-f]+}}]
// CHECK-NEXT: fatal error: stack overflow
// CHECK: goroutine 1 gp=0x{{.*}} [running]:
// CHECK-NEXT: main.f(
// CHECK: ...{{[0-9]+}} frames elided...
// CHECK: main.main()
