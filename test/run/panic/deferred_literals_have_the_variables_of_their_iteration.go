// RUN: %minigo run %s 2>&1 | %FileCheck %s
// RUN: env GODEBUG=stackmove=1,gcstress=1,clobberfree=1 %minigo run %s 2>&1 | %FileCheck %s
package main

func inLoop(n int) (s int) {
	for i := 0; i < n; i++ {
		defer func() { s = s*3 + i }()
	}
	return 1
}

func withGoto(n int) (s int) {
	i := 0
again:
	x := i
	defer func() { s = s*3 + x }()
	i++
	if i < n {
		goto again
	}
	return 1
}

func main() {
	println(inLoop(5), withGoto(5)) // CHECK: 669 669
}
