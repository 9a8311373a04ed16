// RUN: %exits 2 %minigo run %s 2>&1 | %FileCheck %s
package main

import "sync"

func main() {
	defer func() { recover() }()
	var mu sync.Mutex
	mu.Unlock() // CHECK: fatal error: sync: unlock of unlocked mutex
}
