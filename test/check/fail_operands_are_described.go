// RUN: %exits 1 %minigo build -e --stop-after=check %s 2>&1 | %FileCheck %s
package p

type T struct{ f func() }

func two() (int, string) { panic(0) }
func none() { panic(0) }

func _(x int, s string, p *T, m map[string]int, e error, ch chan<- int) {
	_ = x + s // CHECK: :[[@LINE]]:6: invalid operation: x + s (mismatched types int and string)
	_ = x + 1.5 // CHECK: :[[@LINE]]:10: 1.5 (untyped float constant) truncated to int
	_ = s - "a" // CHECK: :[[@LINE]]:6: invalid operation: operator - not defined on s (variable of type string)
	_ = !x // CHECK: :[[@LINE]]:7: invalid operation: operator ! not defined on x (variable of type int)
	_ = -s // CHECK: :[[@LINE]]:7: invalid operation: operator - not defined on s (variable of type string)
	_ = *x // CHECK: :[[@LINE]]:7: invalid operation: cannot indirect x (variable of type int)
	_ = &1 // CHECK: :[[@LINE]]:7: invalid operation: cannot take address of 1 (untyped int constant)
	_ = <-x // CHECK: :[[@LINE]]:8: invalid operation: cannot receive from non-channel x (variable of type int)
	_ = <-ch // CHECK: :[[@LINE]]:8: invalid operation: cannot receive from send-only channel ch (variable of type chan<- int)
	_ = x() // CHECK: :[[@LINE]]:6: invalid operation: cannot call non-function x (variable of type int)
	_ = two() + 1 // CHECK: :[[@LINE]]:6: multiple-value two() (value of type (int, string)) in single-value context
	_ = none() // CHECK: :[[@LINE]]:6: none() (no value) used as value
	_ = T{} == T{} // CHECK: :[[@LINE]]:6: invalid operation: T{} == T{} (struct containing func() cannot be compared)
	_ = m == m // CHECK: :[[@LINE]]:6: invalid operation: m == m (map can only be compared to nil)
	_ = two
	_ = x.(int) // CHECK: :[[@LINE]]:6: invalid operation: x (variable of type int) is not an interface
	_ = e.(T) // CHECK: :[[@LINE]]:6: impossible type assertion: e.(T)
	// CHECK-NEXT: {{^}} T does not implement error (missing method Error)
	_ = int // CHECK: :[[@LINE]]:6: int (type) is not an expression
	_ = len // CHECK: :[[@LINE]]:6: len (built-in) must be called
}
