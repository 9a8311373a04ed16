// RUN: not %minigo run %s 2>&1 | %FileCheck %s
package main

import _ "unsafe"

//go:linkname missing runtime.thereIsNoSuchFunction
func missing()

func main() { missing() } // CHECK: relocation target runtime.thereIsNoSuchFunction not defined
