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
}
