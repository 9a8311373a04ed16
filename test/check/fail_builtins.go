// RUN: %exits 1 %minigo build -e --stop-after=check %s 2>&1 | %FileCheck %s
package p

import "unsafe"

func _(s []int, m map[string]int, c <-chan int, x int) {
	_ = append(x, 1) // CHECK: :[[@LINE]]:13: first argument to append must be a slice; have x (variable of type int)
	_ = append(s, "a") // CHECK: :[[@LINE]]:16: cannot use "a" (untyped string constant) as int value in argument to append
	_ = append(nil, 1) // CHECK: :[[@LINE]]:13: first argument to append must be a slice; have untyped nil
	_ = cap(m) // CHECK: :[[@LINE]]:10: invalid argument: m (variable of type map[string]int) for cap
	_ = len(x) // CHECK: :[[@LINE]]:10: invalid argument: x (variable of type int) for len
	close(c) // CHECK: :[[@LINE]]:8: invalid operation: cannot close receive-only channel c (variable of type <-chan int)
	close(x) // CHECK: :[[@LINE]]:8: invalid operation: cannot close non-channel x (variable of type int)
	_ = complex(1, "a") // CHECK: :[[@LINE]]:14: invalid operation: complex(1, "a") (mismatched types untyped float and untyped string)
	_ = complex(1.0, float32(1)) + 1i*x // CHECK: :[[@LINE]]:33: 1i (untyped complex constant (0 + 1i)) truncated to int
	copy(s, m) // CHECK: :[[@LINE]]:7: invalid argument: copy expects slice arguments; found s (variable of type []int) and m (variable of type map[string]int)
	copy(s, []byte{}) // CHECK: :[[@LINE]]:7: invalid argument: arguments to copy s (variable of type []int) and []byte{} (value of type []byte) have different element types int and byte
	delete(s, 1) // CHECK: :[[@LINE]]:9: invalid argument: s (variable of type []int) is not a map
	delete(m, 1) // CHECK: :[[@LINE]]:12: cannot use 1 (untyped int constant) as string value in argument to delete
	_ = imag(x) // CHECK: :[[@LINE]]:11: invalid argument: argument has type int, expected complex type
	_ = make(int) // CHECK: :[[@LINE]]:11: invalid argument: cannot make int; type must be slice, map, or channel
	_ = make([]int) // CHECK: :[[@LINE]]:6: invalid operation: make([]int) expects 2 or 3 arguments; found 1
	_ = make([]int, 2, 1) // CHECK: :[[@LINE]]:18: invalid argument: length and capacity swapped
	_ = make([]int, -1) // CHECK: :[[@LINE]]:18: invalid argument: index -1 (constant of type int) must not be negative
	_ = max(1, "a") // CHECK: :[[@LINE]]:13: invalid argument: mismatched types untyped int (previous argument) and untyped string (type of "a")
	_ = min(s) // CHECK: :[[@LINE]]:10: invalid argument: s (variable of type []int) cannot be ordered
	clear(x) // CHECK: :[[@LINE]]:8: invalid argument: cannot clear x (variable of type int): argument must be (or constrained by) map or slice
	_ = new(1) // CHECK: :[[@LINE]]:10: 1 is not a type
	panic() // CHECK: :[[@LINE]]:2: invalid operation: not enough arguments for panic() (expected 1, found 0)
	_ = unsafe.Offsetof(x) // CHECK: :[[@LINE]]:22: invalid argument: x is not a selector expression
	_ = unsafe.Slice(x, 1) // CHECK: :[[@LINE]]:19: invalid argument: x (variable of type int) is not a pointer
	print(int) // CHECK: :[[@LINE]]:8: int (type) is not an expression
}
