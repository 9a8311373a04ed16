// RUN: %exits 1 %minigo build -e --stop-after=parse %s 2>&1 | %FileCheck --implicit-check-not=error: %s
package p

var a, b := 1            // CHECK: :[[@LINE]]:10: syntax error: unexpected :=, expected =
var c                    // CHECK: :[[@LINE]]:{{[0-9]+}}: syntax error: unexpected newline, expected type
type T                   // CHECK: :[[@LINE]]:{{[0-9]+}}: syntax error: unexpected newline in type declaration
type U struct { 5 int }  // CHECK: :[[@LINE]]:17: syntax error: unexpected literal 5, expected field name or embedded type
type V struct { (W) }    // CHECK: :[[@LINE]]:17: syntax error: cannot parenthesize embedded type
func (T) m[P any]() {}   // CHECK: :[[@LINE]]:11: syntax error: method must have no type parameters
func f(a int, string) {} // CHECK: :[[@LINE]]:15: syntax error: mixed named and unnamed parameters
func g(...) {}           // CHECK: :[[@LINE]]:11: syntax error: ... is missing type
func h[]() {}            // CHECK: :[[@LINE]]:8: syntax error: empty type parameter list
func i[P, Q]() {}        // CHECK: :[[@LINE]]:12: syntax error: missing type constraint
func () j() {}           // CHECK: :[[@LINE]]:9: method has no receiver
func {}                  // CHECK: :[[@LINE]]:6: syntax error: unexpected {, expected name or (
x := 1                   // CHECK: :[[@LINE]]:1: syntax error: non-declaration statement outside function body
func k()
{                        // CHECK: :[[@LINE]]:1: syntax error: unexpected semicolon or newline before {
}
import "late"            // CHECK: :[[@LINE]]:1: syntax error: imports must appear before other declarations
