// RUN: %exits 1 %minigo run %s 2>&1 | %FileCheck %s
package main

func notmain() {}

// CHECK: # command-line-arguments
// CHECK-NEXT: {{^}}runtime.main_main·f: function main is undeclared in the main package
