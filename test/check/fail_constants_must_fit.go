// RUN: %exits 1 %minigo build -e --stop-after=check %s 2>&1 | %FileCheck %s
package p

const big = 1 << 600 // CHECK: :[[@LINE]]:15: constant shift overflow
const huge = 1e1000000000 // CHECK: :[[@LINE]]:14: malformed constant: 1e1000000000

var (
	a byte    = 300 // CHECK: :[[@LINE]]:14: cannot use 300 (untyped int constant) as byte value in variable declaration (overflows)
	b int8    = -129 // CHECK: :[[@LINE]]:14: cannot use -129 (untyped int constant) as int8 value in variable declaration (overflows)
	c int     = 1.5 // CHECK: :[[@LINE]]:14: cannot use 1.5 (untyped float constant) as int value in variable declaration (truncated)
	d uint    = -1 // CHECK: :[[@LINE]]:14: cannot use -1 (untyped int constant) as uint value in variable declaration (overflows)
	e float32 = 1e39 // CHECK: :[[@LINE]]:14: cannot use 1e39 (untyped float constant 1e+39) as float32 value in variable declaration (overflows)
	f string  = 1 // CHECK: :[[@LINE]]:14: cannot use 1 (untyped int constant) as string value in variable declaration
	g         = int8(200) // CHECK: :[[@LINE]]:19: constant 200 overflows int8
	h         = "x" + 1 // CHECK: :[[@LINE]]:14: invalid operation: "x" + 1 (mismatched types untyped string and untyped int)
	i         = 1 << 1e9 // CHECK: :[[@LINE]]:19: invalid operation: invalid shift count 1e9 (untyped float constant 1000000000)
	j         = 1 << -1 // CHECK: :[[@LINE]]:19: invalid operation: negative shift count -1 (untyped int constant)
	k         = 10 / 0 // CHECK: :[[@LINE]]:19: invalid operation: division by zero
	l int64   = 1<<63 - 1 + 1 // CHECK: :[[@LINE]]:14: cannot use 1 << 63 - 1 + 1 (untyped int constant 9223372036854775808) as int64 value in variable declaration (overflows)
	m         = ^uint8(1) << 8 // CHECK: :[[@LINE]]:14: ^uint8(1) << 8 (constant 65024 of type uint8) overflows uint8
	n         = [2]int{}[5] // CHECK: :[[@LINE]]:23: invalid argument: index 5 out of bounds [0:2]
	o         = "abc"[3] // CHECK: :[[@LINE]]:20: invalid argument: index 3 out of bounds [0:3]
	q         = 1 / 2i % 3 // CHECK: :[[@LINE]]:14: invalid operation: operator % not defined on 1 / 2i (untyped complex constant (0 + -0.5i))
)
