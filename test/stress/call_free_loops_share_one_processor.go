// RUN: env GOMAXPROCS=1 %minigo run %s 2>&1 | %FileCheck %s
package main

import "time"

var counts [10]int
var stop bool

func main() {
	for i := range counts {
		go func() {
			for n := &counts[i]; !stop; {
				*n++
			}
		}()
	}
	time.Sleep(2 * time.Second)
	stop = true
	least, most := counts[0], 0
	for _, c := range counts {
		least, most = min(least, c), max(most, c)
	}
	println(least > 0, most < 20*least) // CHECK: true true
}
