// RUN: %exits 1 %minigo build -e --stop-after=lex %s 2>&1 | %FileCheck %s
//line foo.go:abc
// CHECK: :[[@LINE-1]]:15: invalid line number: abc
//line foo.go:0
// CHECK: :[[@LINE-1]]:15: invalid line number: 0
//line foo.go:1:0
// CHECK: :[[@LINE-1]]:17: invalid column number: 0
