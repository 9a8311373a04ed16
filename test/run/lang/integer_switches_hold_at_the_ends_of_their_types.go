// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func numbers[T int8 | uint8 | int64 | uint64](n T) int {
	switch n {
	case 0, 1, 2, 100:
		return 1
	case n + 1, 127, 126:
		return 2
	}
	return 3
}

func main() {
	println(numbers[int8](-128), numbers[int8](127), numbers[uint8](100), numbers[uint8](255)) // CHECK: 3 2 1 3
	println(numbers[int64](-1<<63), numbers[uint64](1<<63), numbers[uint64](126))              // CHECK: 3 3 2
}
