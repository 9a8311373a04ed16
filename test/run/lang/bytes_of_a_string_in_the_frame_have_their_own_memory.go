// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func sum(s string) (n int) {
	b := []byte(s)
	for i := range b {
		b[i]++
		n += int(b[i])
	}
	b = append(b[:len(b):len(b)], 'x')
	return n + len(b)
}

var long = "forty characters, of which none is another"

func main() {
	s := long[:5]
	println(sum(s), s, sum(long) > 4000, sum("")) // CHECK: 575 forty true 1
	b := []byte(s)
	println(len(b), string(append(b[:1], "ive"...)), b != nil, s) // CHECK: 5 five true forty
	empty := []byte(long[:0])
	println(len(empty), empty != nil) // CHECK: 0 true
	println(len([]rune("größe\xff世界")), len([]rune(long))) // CHECK: 8 42
}
