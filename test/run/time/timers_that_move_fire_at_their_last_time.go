// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import "time"

func main() {
	const ms = time.Millisecond
	begin := time.Now()
	fired := make(chan int, 10)
	after := func(id int, d time.Duration) *time.Timer { return time.AfterFunc(d, func() { fired <- id }) }
	later, stopped, earlier, twice := after(1, 400*ms), after(2, 410*ms), after(3, time.Hour), after(4, 420*ms)
	for i := range 20 {
		later.Reset(time.Duration(400+10*i) * ms) // the last one: 590 ms
	}
	stopped.Reset(500 * ms)
	earlier.Reset(200 * ms)
	twice.Reset(time.Hour)
	twice.Reset(300 * ms)
	println(stopped.Stop(), stopped.Stop())                   // CHECK: true false
	println(<-fired, <-fired, <-fired)                        // CHECK-NEXT: 3 4 1
	println(time.Since(begin) >= 590*ms)                      // CHECK-NEXT: true
	println(later.Reset(time.Hour), later.Stop(), len(fired)) // CHECK-NEXT: false true 0
}
