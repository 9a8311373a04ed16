// RUN: %exits 2 %minigo run %s 2>&1 | %FileCheck %s
package main

func main() {
	c := make(chan int)
	go func() { select {} }()
	<-c
}

// CHECK: fatal error: all goroutines are asleep - deadlock!
// CHECK: {{^}}goroutine 1 [chan receive]:
// CHECK-NEXT: main.main()
// CHECK-NEXT: deadlock_lists_goroutines.go:7 +0x
// CHECK: goroutine {{[0-9]+}} [select (no cases)]:
// CHECK-NEXT: main.main.func1()
// CHECK: created by main.main in goroutine 1
// CHECK-NEXT: deadlock_lists_goroutines.go:6 +0x
