// RUN: %exits 1 %minigo build --stop-after=load %s 2>&1 | %FileCheck %s
package main

import (
	"foo/bar"
	"example.com/x"
	"fmt"
	"./nosuch"
)

// The go command's words, sorted by path, without a header.
// CHECK-NOT: # command-line-arguments
// CHECK: fail_unknown_imports.go:8:2: cannot find package "." in:
// CHECK-NEXT: {{^}}	{{.*}}/nosuch
// CHECK-NEXT: fail_unknown_imports.go:6:2: no required module provides package example.com/x: go.mod file not found in current directory or any parent directory; see 'go help modules'
// CHECK-NEXT: fail_unknown_imports.go:5:2: package foo/bar is not in std ({{.*}}/src/foo/bar)
// CHECK-NOT: {{.}}
func main() { fmt.Println(bar.X, x.Y) }
