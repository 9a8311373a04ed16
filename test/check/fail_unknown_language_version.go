// RUN: %exits 1 %minigo build -gcflags=-lang=go1.23 %s 2>&1 | %FileCheck %s
// RUN: %exits 1 %minigo build -gcflags=-lang=one %s 2>&1 | %FileCheck --check-prefix=FORM %s
package main

func main() {}

// CHECK: {{^}}# command-line-arguments
// CHECK-NEXT: {{^}}compile: invalid value "go1.23" for -lang: max known version is "go1.22"
// FORM: compile: invalid value "one" for -lang: should be something like "go1.12"
