// RUN: %exits 1 %minigo build -e --stop-after=parse %s 2>&1 | %FileCheck --implicit-check-not=error: %s
package p

//go:noinline

func f() {
	//go:nosplit
	x() // CHECK: :[[@LINE-1]]:4: misplaced compiler directive
	y() //go:noinline
} // CHECK: :[[@LINE-1]]:8: misplaced compiler directive

//go:linkname a b c
// CHECK: :[[@LINE-1]]:3: usage: //go:linkname localname [linkname]
