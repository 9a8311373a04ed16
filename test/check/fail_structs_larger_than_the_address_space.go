// RUN: %exits 1 %minigo build --stop-after=check %s 2>&1 | %FileCheck %s
package p

type T struct { // CHECK: :[[@LINE]]:8: type struct{a [70368744177664]int; b [70368744177664]int} larger than address space
	a, b [1 << 46]int
}

type U struct{ a [1 << 46]int }
