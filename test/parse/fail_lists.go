// RUN: %exits 1 %minigo build -e --stop-after=parse %s 2>&1 | %FileCheck --implicit-check-not=error: %s
package p

import "a" "b"        // CHECK: :[[@LINE]]:12: syntax error: unexpected literal "b" after top level declaration
const (
	x int = 10 "foo"  // CHECK: :[[@LINE]]:13: syntax error: unexpected literal "foo" in grouped declaration; possibly missing semicolon or newline or )
)
var v = []int{
	1,
	2                 // CHECK: :[[@LINE]]:{{[0-9]+}}: syntax error: unexpected newline in composite literal; possibly missing comma or }
}
type s struct { x y , } // CHECK: :[[@LINE]]:21: syntax error: unexpected comma in struct type; possibly missing semicolon or newline or }
type i interface { m int } // CHECK: :[[@LINE]]:22: syntax error: unexpected int in interface type; possibly missing semicolon or newline or }
func f(a, b c d) {    // CHECK: :[[@LINE]]:15: syntax error: unexpected d in parameter list; possibly missing comma or )
	f(a, b
	)                 // CHECK: :[[@LINE-1]]:{{[0-9]+}}: syntax error: unexpected newline in argument list; possibly missing comma or )
}
