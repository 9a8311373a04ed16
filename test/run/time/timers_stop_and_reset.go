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
	done := make(chan string)
	time.AfterFunc(time.Millisecond, func() { done <- "afterfunc" })
	println(<-done) // CHECK-NEXT: afterfunc
	f := time.AfterFunc(time.Hour, func() { println("never") })
	println(f.Stop()) // CHECK-NEXT: true
	tick := time.NewTicker(2 * time.Millisecond)
	start, last := time.Now(), time.Time{}
	for range 5 {
		now := <-tick.C
		if now.Before(last) {
			println("ticks run backwards")
		}
		last = now
	}
	tick.Stop()
	println(time.Since(start) >= 8*time.Millisecond) // CHECK-NEXT: true
}
