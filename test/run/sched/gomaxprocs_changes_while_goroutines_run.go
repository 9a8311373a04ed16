// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import "runtime"

func main() {
	c := make(chan int)
	for i := 0; i < 8; i++ {
		go func() {
			s := 0
			for j := 0; j < 20000; j++ {
				s += j
				if j%100 == 0 {
					runtime.Gosched()
				}
			}
			c <- s
		}()
	}
	for i := 0; i < 100; i++ {
		runtime.GOMAXPROCS(i%5 + 1)
		runtime.Gosched()
	}
	sum := 0
	for i := 0; i < 8; i++ {
		sum += <-c
	}
	println(sum)
}

// CHECK: 1599920000
