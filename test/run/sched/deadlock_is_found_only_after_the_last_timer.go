// RUN: %exits 2 %minigo run %s 2>&1 | %FileCheck %s
package main

import "time"

func main() {
	c := make(chan int)
	for i := 0; i < 300; i++ {
		time.AfterFunc(time.Duration(i%5)*20*time.Microsecond, func() { c <- i })
		<-c
		time.Sleep(10 * time.Microsecond)
	}
	println("timers done") // CHECK: timers done
	<-c                    // CHECK-NEXT: fatal error: all goroutines are asleep - deadlock!
}
