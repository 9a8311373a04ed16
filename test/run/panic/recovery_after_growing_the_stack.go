// The panicking stack moves between the defer and the recovery.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

//go:noinline
func deep(n int) int {
	if n == 0 {
		panic("bottom")
	}
	return deep(n-1) + 1
}

func try(n int) (x *int) {
	v := n
	p := &v
	defer func() {
		deep2(n)
		recover()
		*p++
		x = p
	}()
	deep(n)
	return nil
}

//go:noinline
func deep2(n int) int {
	if n == 0 {
		return 0
	}
	return deep2(n-1) + 1
}

func main() {
	c := make(chan int)
	go func() {
		sum := 0
		for n := 1; n < 3000; n *= 2 {
			sum += *try(n)
		}
		c <- sum
	}()
	println(<-c)
}

// CHECK: 4107
