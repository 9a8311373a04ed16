// RUN: %exits 1 %minigo build -e --stop-after=parse %s 2>&1 | %FileCheck --implicit-check-not=error: %s
package p

var (
	a = m[]             // CHECK: :[[@LINE]]:8: syntax error: unexpected ], expected operand
	b = m[x a b]        // CHECK: :[[@LINE]]:10: syntax error: unexpected a, expected comma, : or ]
	c = m[1::2]         // CHECK: :[[@LINE]]:10: middle index required in 3-index slice
	d = m[1:2:]         // CHECK: :[[@LINE]]:12: final index required in 3-index slice
	e = x.5             // CHECK: :[[@LINE]]:7: syntax error: unexpected literal .5 in grouped declaration
)

var f = x.[]            // CHECK: :[[@LINE]]:11: syntax error: unexpected [, expected name or (
var g = (T){}           // CHECK: :[[@LINE]]:12: syntax error: cannot parenthesize type in composite literal
var h chan;             // CHECK: :[[@LINE]]:11: syntax error: missing channel element type
var i = make(map[string] !) // CHECK: :[[@LINE]]:26: syntax error: unexpected !, expected type
var j = 1 + ;           // CHECK: :[[@LINE]]:13: syntax error: unexpected semicolon, expected expression
