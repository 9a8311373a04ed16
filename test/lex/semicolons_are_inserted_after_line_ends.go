// RUN: %minigo build --dump=tokens --stop-after=lex %s | %FileCheck %s
package p /* a comment
over two lines acts as a newline */ var x = f() // CHECK: Name p
// CHECK-NEXT: :2:11: Semi newline
// CHECK-NEXT: :3:37: Var
// CHECK: Rparen
// CHECK-NEXT: Semi newline

func f() int { return /* one line */ 1 }
// CHECK: Return
// CHECK-NEXT: Literal 1 int
// CHECK-NEXT: Rbrace
// CHECK-NEXT: Semi newline

func g() { x++; for { break } } // CHECK: Inc
// CHECK-NEXT: Semi semicolon
// CHECK-NEXT: For
// CHECK-NEXT: Lbrace
// CHECK-NEXT: Break
// CHECK-NEXT: Rbrace
// CHECK-NEXT: Rbrace
// CHECK-NEXT: Semi newline
// CHECK-NEXT: Name last
// CHECK-NEXT: Semi EOF
// CHECK-NEXT: Eof
last