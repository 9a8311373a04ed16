// A table whose elements are written with functions is data, as it is with gc; a call that does something is code.
// RUN: %minigo build --dump=ir --stop-after=ir %s | %FileCheck %s
package main

type data struct {
	qc  uint8
	dec string
}
type row struct {
	r rune
	f [2]data
}

func f(qc uint8, dec string) [2]data { return [2]data{{qc, dec}, g(qc, dec)} }
func g(qc uint8, dec string) data    { return data{qc, dec} }
func h() uint8                       { println("h"); return 1 }

// CHECK-NOT: func main.init.table
// CHECK: func main.init.code
// CHECK-NOT: func main.init.table
var table = []row{{'a', f(1, "x")}, {'b', f(2, "y")}}
var code = []row{{'a', f(h(), "x")}}

func main() { println(table[1].f[1].dec, code[0].f[0].qc) }
