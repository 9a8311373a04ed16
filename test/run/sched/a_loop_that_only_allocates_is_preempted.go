// Entries of the runtime are places where a goroutine stops when asked to: this loop has no other.
// RUN: env GOMAXPROCS=1 GODEBUG=asyncpreemptoff=1 %minigo run %s 2>&1 | %FileCheck %s
// REQUIRES: noknob
package main

import "runtime"

var sink []byte
var entries = map[int]*int{}

func main() {
	go func() {
		for {
			sink = make([]byte, 4096)
		}
	}()
	go func() {
		for i := 0; ; i++ {
			entries[i&1023] = new(int)
		}
	}()
	for range 20 {
		runtime.Gosched()
	}
	println("done") // CHECK: done
}
