// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

//go:noinline
func big(n int) int {
	var a [10000]int
	for i := range a {
		a[i] = i + n
	}
	if n > 0 {
		return big(n-1) + a[n]
	}
	return a[9999]
}

func main() {
	c := make(chan int)
	go func() { c <- big(20) }()
	println(<-c)
}

// CHECK: 10419
