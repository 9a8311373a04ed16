// RUN: %minigo build -o %t.x %s && %minigo tool nm %t.x | %FileCheck %s
// RUN: %minigo tool nm %t.x | sed -n 's/^ *\(.*\) T main[.]place$/\1/p' | %minigo tool addr2line %t.x | %FileCheck --check-prefix=LINE %s
// RUN: %minigo build -ldflags=-s -o %t.x %s && %minigo tool nm %t.x 2>&1 | %FileCheck --check-prefix=NONE %s
// CHECK: {{^ *[0-9a-f]+}} T main.main
// CHECK: {{^ *[0-9a-f]+}} T main.place
// CHECK: {{^ *[0-9a-f]+}} {{[DB]}} main.variable
// NONE-NOT: main.place
package main

var variable int

// LINE: main.place
// LINE-NEXT: go_tools_find_functions_and_lines.go:[[#@LINE+2]]
//go:noinline
func place() { variable++ }

func main() { place() }
