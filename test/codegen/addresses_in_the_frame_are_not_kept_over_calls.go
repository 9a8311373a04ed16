// RUN: %minigo -S %s | %FileCheck %s
package main

// Where main.send sends from is computed for each call: the stack may have moved.
// CHECK: main.send STEXT
// CHECK: leaq {{.*}}(%rbp), %r13
// CHECK-NOT: (%rbp), %r13
// CHECK: CALL{{.*}}runtime.chansend1
//
//go:noinline
func send(c chan int, n int) {
	for i := 0; i < n; i++ {
		c <- i
	}
}

func main() {
	c := make(chan int, 9)
	send(c, cap(c))
}
