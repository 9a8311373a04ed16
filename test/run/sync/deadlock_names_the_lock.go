// RUN: %exits 2 %minigo run %s 2>&1 | %FileCheck %s
package main

import "sync"

// CHECK: fatal error: all goroutines are asleep - deadlock!
// CHECK: goroutine 1 [{{semacquire|sync.Mutex.Lock}}]:
// CHECK: main.main()
func main() {
	var mu sync.Mutex
	mu.Lock()
	mu.Lock()
}
