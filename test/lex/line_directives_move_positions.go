// RUN: %minigo build --dump=tokens --stop-after=lex %s | %FileCheck %s
//line foo.go:10
a
// CHECK: foo.go:10: Name a
/*line bar.go:3:5*/b /*line :8:9*/c
// CHECK: bar.go:3:5: Name b
// CHECK-NEXT: bar.go:8:9: Name c
  //line not_at_column_1.go:1
d
// CHECK: bar.go:12:1: Name d
//line x.go
e
// CHECK: bar.go:15:1: Name e
