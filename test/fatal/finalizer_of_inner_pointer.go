// RUN: %exits 2 %minigo run %s 2>&1 | %FileCheck %s
package main

import "runtime"

type pair struct{ a, b *int }

func main() {
	p := new(pair)
	runtime.SetFinalizer(&p.b, func(**int) {})
}

// CHECK: fatal error: runtime.SetFinalizer: pointer not at beginning of allocated block
