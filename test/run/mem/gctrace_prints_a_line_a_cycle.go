// RUN: env GODEBUG=gctrace=1 %minigo run %s 2>&1 | %FileCheck %s
package main

import "runtime"

func main() { runtime.GC() }

// CHECK: gc 1 @{{[0-9.]+}}s {{[0-9]+}}%: {{[0-9.]+\+[0-9.]+\+[0-9.]+}} ms clock, {{[0-9.+/]+}} ms cpu, 0->0->0 MB, 4 MB goal, 0 MB stacks, 0 MB globals, {{[0-9]+}} P (forced)
