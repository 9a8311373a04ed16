// RUN: env GODEBUG=parktrace=1 %minigo run %s 2>&1 | %FileCheck %s
package main

import (
	"sync"
	"time"
)

func wait(c chan int) { <-c }

func main() {
	var wg sync.WaitGroup
	c := make(chan int)
	wg.Add(1)
	go func() {
		wait(c) // CHECK-DAG: park goroutine {{[0-9]+}} [chan receive] main.wait {{.*}}each_park.go:9{{$}}
		wg.Done()
	}()
	time.AfterFunc(50*time.Millisecond, func() { c <- 1 })
	wg.Wait() // CHECK-DAG: park goroutine 1 [semacquire] main.main {{.*}}each_park.go:[[#@LINE]]{{$}}
}
