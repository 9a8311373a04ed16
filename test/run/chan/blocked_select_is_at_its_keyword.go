// RUN: %exits 2 %minigo run %s 2>&1 | %FileCheck %s
package main

//go:noinline
func oneCase(c chan int) {
	select {
	case <-c: // CHECK-DAG: blocked_select_is_at_its_keyword.go:[[#@LINE]] +0x
	}
}

func main() {
	var a, b chan int
	go oneCase(make(chan int))
	select { // CHECK-DAG: blocked_select_is_at_its_keyword.go:[[#@LINE]] +0x
	case v := <-a:
		println(v)
	case b <- 1:
	}
}
