// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

var x = 1

func try(name string, f func()) {
	defer func() { println(name, x, recover() != nil) }()
	f()
}

func main() {
	var arr [4]int
	var ok []bool
	k, c := 9, make(chan int, 1)
	try("range", func() {
		for x, arr[k] = range []int{4, 5} {
		}
	}) // CHECK: range 0 true
	c <- 11
	try("receive", func() { x, ok[0] = <-c }) // CHECK-NEXT: receive 11 true
	c <- 12
	try("select", func() {
		select {
		case x, ok[0] = <-c:
		}
	}) // CHECK-NEXT: select 12 true
	try("two values", func() { x, arr[k] = func() (int, int) { return 13, 1 }() }) // CHECK-NEXT: two values 13 true
}
