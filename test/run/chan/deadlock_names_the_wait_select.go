// RUN: %exits 2 %minigo run %s 2>&1 | %FileCheck %s
package main

// CHECK: fatal error: all goroutines are asleep - deadlock!
// CHECK: goroutine 1 [select]:
// CHECK-NEXT: main.main()
func main() {
	c, d := make(chan int), make(chan int)
	select {
	case <-c:
	case d <- 1:
	}
}
