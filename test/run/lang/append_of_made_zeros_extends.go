// RUN: %minigo run %s | %FileCheck %s
package main

import "fmt"

func grow(s []int, n int) (r []int, err any) {
	defer func() { err = recover() }()
	return append(s, make([]int, n)...), nil
}

func main() {
	s := []int{1, 2, 3, 4, 5}
	fmt.Println(append(s[:2], make([]int, 2)...), s) // CHECK: [1 2 0 0] [1 2 0 0 5]
	fmt.Println(grow(s, -1))                         // CHECK: [] runtime error: makeslice: len out of range
	_, err := grow(s, 1<<62)
	fmt.Println(err)            // CHECK: runtime error: growslice: len out of range
	fmt.Println(grow(s[:1], 1)) // CHECK: [1 0] <nil>
}
