// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func main() {
	n := 0
outer:
	for i := range 5 {
		for j := 0; ; j++ {
			switch {
			case j == 2:
				continue outer
			case i == 3:
				break outer
			}
			n += 10*i + j
		}
	}
	println(n) // CHECK: 63
	i := 0
again:
	i++
	if i < 5 {
		goto again
	}
	println(i) // CHECK-NEXT: 5
	switch x := i; x {
	case 1, 5:
		print("five ")
		fallthrough
	case 6:
		print("six ")
	default:
		print("default")
	}
	println() // CHECK-NEXT: five six
	for i, v := range [3]int{7, 8, 9} {
		if i == 1 {
			continue
		}
		print(v, " ")
	}
	println() // CHECK-NEXT: 7 9
	ch := make(chan int, 3)
	ch <- 1
	ch <- 2
	close(ch)
	for v := range ch {
		print(v, " ")
	}
	v, ok := <-ch
	println(v, ok) // CHECK-NEXT: 1 2 0 false
}
