// A loop that only waits for a variable must not read it just once.
// RUN: %minigo run --dump=llvm-opt:main.wait --stop-after=llvm %s | %FileCheck %s
package main

// CHECK: load atomic i8, {{.*}} monotonic
//
//go:noinline
func wait(stop *bool) {
	for !*stop {
	}
}

func main() {
	stop := true
	wait(&stop)
}
