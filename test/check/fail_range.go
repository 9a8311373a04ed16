// RUN: %exits 1 %minigo build -e --stop-after=check %s 2>&1 | %FileCheck %s
package p

func _(f func(), c chan int, s chan<- int, x float64, p *[3]int, t struct{}) {
	for range f { // CHECK: :[[@LINE]]:12: cannot range over f (variable of type func())
	}
	for i, j := range c { // CHECK: :[[@LINE]]:6: i declared and not used
	// CHECK: :[[@LINE-1]]:9: range over c (variable of type chan int) permits only one iteration variable
	}
	for range s { // CHECK: :[[@LINE]]:12: cannot range over s (variable of type chan<- int): receive from send-only channel
	}
	for range x { // CHECK: :[[@LINE]]:12: cannot range over x (variable of type float64)
	}
	for i, j := range 10 { // CHECK: :[[@LINE]]:6: i declared and not used
	// CHECK: :[[@LINE-1]]:9: range over 10 (untyped int constant) permits only one iteration variable
	}
	for i := range 1.5 { // CHECK: :[[@LINE]]:17: cannot range over 1.5 (untyped float constant)
	}
	for _, v := range t { // CHECK: :[[@LINE]]:20: cannot range over t (variable of type struct{})
	}
	var k string
	for k = range p { // CHECK: :[[@LINE]]:6: cannot use k (value of type int) as string value in assignment
	}
	for k = range 10 { // CHECK: :[[@LINE]]:16: cannot use 10 (untyped int constant) as string value in range clause
	}
	if x { // CHECK: :[[@LINE]]:5: non-boolean condition in if statement
	}
	for 1 { // CHECK: :[[@LINE]]:6: non-boolean condition in for statement
	}
	x++
	k++ // CHECK: :[[@LINE]]:2: invalid operation: k++ (non-numeric type string)
	s <- "a" // CHECK: :[[@LINE]]:7: cannot use "a" (untyped string constant) as int value in send
	c <- 1.5 // CHECK: :[[@LINE]]:7: cannot use 1.5 (untyped float constant) as int value in send (truncated)
}
