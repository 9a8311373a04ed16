// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

type bytes []byte
type octet byte

var b = []byte("foo")
var s = struct{ b []byte }{[]byte("abcd")}
var m = map[string][]byte{"k": []byte("xy")}
var r = []rune("h\u00e9llo\xff")
var sink []byte

func main() {
	println(cap(b), cap(s.b), cap(m["k"]), cap(r), r[1], r[5]) // CHECK: 3 4 2 6 233 65533
	println(cap(bytes("ab")), cap([]octet("abc")))             // CHECK-NEXT: 2 3
	sink = []byte("escapes")
	println(cap(sink), cap([]byte("")), []byte("") == nil) // CHECK-NEXT: 7 0 false
	for i := range 2 { // fresh at each evaluation
		l := []byte("l")
		print(string(l), i)
		l[0], b = 'x', l
	}
	println(string(append(b, "yz"...)), string(b)) // CHECK-NEXT: l0l1xyz x
}
