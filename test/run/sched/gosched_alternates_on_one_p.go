// RUN: env GOMAXPROCS=1 %minigo run %s 2>&1 | %FileCheck %s
// REQUIRES: noknob
package main

import "runtime"

func main() {
	done := make(chan bool)
	for _, name := range []string{"a", "b"} {
		go func() {
			for i := 0; i < 3; i++ {
				print(name)
				runtime.Gosched()
			}
			done <- true
		}()
	}
	<-done
	<-done
	println()
}

// CHECK: {{^(ab|ba)(ab|ba)(ab|ba)$}}
