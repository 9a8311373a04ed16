// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

type T struct{ b []byte }

var keep []byte
var s = "not a constant, and longer than the buffer in the frame"[:7]

func lookAt(t *T) int        { return cap(t.b) }
func asAny(v any) int        { return cap(v.([]byte)) }
func change(t *T)            { t.b[0] = 'N' }
func itself(b []byte) []byte { return b }
func through(p *byte)        { *p = 'N' }

func main() {
	a, b, c, d := []byte(s), T{[]byte(s)}, []byte(s), []byte(s)
	println(cap(a[2:]), lookAt(&b), asAny(c), cap(itself(d))) // CHECK: 5 7 7 7
	func() { println(cap(a)) }()                              // CHECK-NEXT: 7
	e, f, g, h := T{[]byte(s)}, []byte(s), []byte(s), []byte(s)
	change(&e)
	itself(f[1:])[0] = 'O'
	through(&g[0])
	func() { copy(h, "new") }()
	println(cap(e.b), cap(f), cap(g), cap(h), s)                       // CHECK-NEXT: 32 32 32 32 not a c
	println(string(e.b), string(f), string(g), string(h))              // CHECK-NEXT: Not a c nOt a c Not a c new a c
	i, j, k, l := []byte(s), []byte(s), []byte(s), []byte(s)
	clear(i[:1])
	(*[3]byte)(j)[1] = 'O'
	keep = k
	keep[0] = 'N'
	l = append(l[:0], 'N')
	println(i[0], string(j), string(k), l[:2][1] == 'o', s) // CHECK-NEXT: 0 nOt a c Not a c true not a c
	var none string
	println([]byte(none) == nil, len([]byte(none)), cap([]byte(s[:0]))) // CHECK-NEXT: false 0 0
}
