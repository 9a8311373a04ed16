// RUN: %exits 1 %minigo run %s 2>&1 | %FileCheck %s
package main

import _ "unsafe"

//go:linkname missing runtime.thereIsNoSuchFunction
func missing()

func main() { missing() } // CHECK: relocation target runtime.thereIsNoSuchFunction not defined
