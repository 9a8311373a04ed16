// Whatever is wrong with a text, at every place of a block: as many runes as steps of range.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import "unicode/utf8"

var pieces = []string{
	"a", "abcdefgh", "\u00e9", "\u4e16", "\U0001F600", // right
	"\x80", "\xbf", "\xc0", "\xc1\x80", "\xc2", "\xc3\x28", "\xe0", "\xe0\x80\x80", "\xe0\x9f\xbf", "\xe0\xa0", "\xe4\xb8",
	"\xed\xa0\x80", "\xed\x9f\xbf", "\xed\xbf\xbf", "\xef\xbf\xbf", "\xf0\x80\x80\x80", "\xf0\x8f\xbf\xbf", "\xf0\x90\x80", "\xf0\x90\x80\x80",
	"\xf4\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "\xe4\xb8\x96\x80", "\xc3\xa9\x80", "\xf0\x9f\x98\x80\x80",
}

func walk(s string) (n int) {
	for range s {
		n++
	}
	return
}

func main() {
	const pad = "0123456789012345678901234567890123456789"
	texts, seed := 0, uint32(1)
	check := func(s string) {
		texts++
		want := walk(s)
		if n, b, r := utf8.RuneCountInString(s), utf8.RuneCount([]byte(s)), len([]rune(s)); n != want || b != want || r != want {
			println(n, b, r, "not", want)
			panic(s)
		}
	}
	for _, p := range pieces {
		for _, q := range pieces {
			for at := 20; at < 36; at++ {
				check(pad[:at] + p + q)
				check(pad[:at] + p + q + pad)
			}
		}
	}
	for range 3000 {
		s := ""
		for len(s) < 100 {
			seed = seed*1664525 + 1013904223
			s += pieces[seed>>16%uint32(len(pieces))]
		}
		check(s)
	}
	println(texts) // CHECK: 33752
}
