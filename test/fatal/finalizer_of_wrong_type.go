// RUN: %exits 2 %minigo run %s 2>&1 | %FileCheck %s
package main

import "runtime"

func main() { runtime.SetFinalizer(new([4]int), func(*int) {}) }

// CHECK: fatal error: runtime.SetFinalizer: cannot pass *[4]int to finalizer func(*int)
