// RUN: %exits 1 %minigo build -e --stop-after=parse %s 2>&1 | %FileCheck --implicit-check-not=error: %s
package p

func f() {
	x y                // CHECK: :[[@LINE]]:4: syntax error: unexpected y at end of statement
	if {               // CHECK: :[[@LINE]]:5: syntax error: missing condition in if statement
	}
	if x = 1 {         // CHECK: :[[@LINE]]:7: syntax error: cannot use assignment x = 1 as value
	}
	if x := 1 {        // CHECK: :[[@LINE]]:7: syntax error: cannot use x := 1 as value
	}
	if x; {            // CHECK: :[[@LINE]]:6: syntax error: missing condition in if statement
	}
	if x
	{                  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: syntax error: unexpected newline, expected { after if clause
	}
	if x { } else y()  // CHECK: :[[@LINE]]:16: syntax error: else must be followed by if or statement block
	for var i = 0; i < 1; i++ { // CHECK: :[[@LINE]]:10: syntax error: var declaration not allowed in for initializer
	}
	for i := 0; i < 1; i := 2 { // CHECK: :[[@LINE]]:23: syntax error: cannot declare in post statement of for loop
	}
	for x
	{                  // CHECK: :[[@LINE]]:2: syntax error: unexpected {, expected for loop condition
	}
	a, b               // CHECK: :[[@LINE]]:{{[0-9]+}}: syntax error: unexpected newline, expected := or = or comma
	defer (f())        // CHECK: :[[@LINE]]:8: expression in defer must not be parenthesized
	return )           // CHECK: :[[@LINE]]:9: syntax error: unexpected ), expected expression
}
