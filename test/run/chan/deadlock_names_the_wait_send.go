// RUN: %exits 2 %minigo run %s 2>&1 | %FileCheck %s
package main

// CHECK: fatal error: all goroutines are asleep - deadlock!
// CHECK: goroutine 1 [chan send]:
// CHECK-NEXT: main.main()
func main() {
	make(chan int) <- 1
}
