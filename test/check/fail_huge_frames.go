// RUN: %exits 1 %minigo build -e --stop-after=check %s 2>&1 | %FileCheck %s
package p

type large [1500000000]byte

func f1(x large) int { return 5 } // CHECK: :[[@LINE]]:6: stack frame too large (>1GB): 0 MB locals + 1430 MB args

func f2(x *large) byte { // CHECK: :[[@LINE]]:6: stack frame too large (>1GB): 1430 MB locals + 0 MB args
	for _, b := range *x {
		return b
	}
	return 0
}

func f3(x *large) int { return len(x) }
