// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import "time"

func main() {
	t := time.NewTimer(time.Hour)
	println(t.Stop(), t.Stop(), t.Reset(time.Millisecond)) // CHECK: true false false
	<-t.C
	println(t.Stop(), t.Reset(time.Hour), t.Reset(time.Millisecond)) // CHECK-NEXT: false false true
	select {
	case <-t.C:
		println("fired") // CHECK-NEXT: fired
	case <-time.After(10 * time.Second):
		println("late")
	}
}
