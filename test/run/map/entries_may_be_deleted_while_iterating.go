// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func main() {
	big := map[int]int{}
	for i := range 1000 {
		big[i*7] = i
	}
	sum := 0
	for i, v := range big {
		if v%2 == 0 {
			delete(big, i)
		}
		sum++
	}
	println(len(big), sum, big[7]) // CHECK: 500 1000 1
}
