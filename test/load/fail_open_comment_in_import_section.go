// RUN: %exits 1 %minigo build %s 2>&1 | %FileCheck %s
// The go command's own words, without a header and without "./".
package main

// CHECK-NOT: #
// CHECK: {{^}}{{(.*/)?}}fail_open_comment_in_import_section.go:8:1: comment not terminated
// CHECK-NOT: {{.}}
/* never closed
func main() {}
