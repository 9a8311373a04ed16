// RUN: %exits 2 %minigo run %s 2>&1 | %FileCheck %s
package main

type myErr struct{}

func (myErr) Error() string { return "my error" }

//go:noinline
func deep(n int) {
	if n == 0 {
		panic(myErr{})
	}
	deep(n - 1)
}

func main() {
	defer println("deferred runs")
	deep(2)
}

// CHECK: deferred runs
// CHECK-NEXT: panic: my error
// CHECK: goroutine 1 [running]:
// CHECK-NEXT: main.deep(
// CHECK-NEXT: uncaught_panic_exits_with_2.go:11
