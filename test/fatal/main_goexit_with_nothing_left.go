// RUN: %exits 2 %minigo run %s 2>&1 | %FileCheck %s
package main

import "runtime"

func main() { runtime.Goexit() }

// CHECK: fatal error: no goroutines (main called runtime.Goexit) - deadlock!
