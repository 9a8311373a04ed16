// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import "time"

func main() {
	start, last := time.Now(), time.Time{}
	tick := time.NewTicker(2 * time.Millisecond)
	for range 5 {
		now := <-tick.C
		if now.Before(last) {
			println("ticks run backwards")
		}
		last = now
	}
	tick.Stop()
	println(time.Since(start) >= 8*time.Millisecond) // CHECK: {{^}}true
}
