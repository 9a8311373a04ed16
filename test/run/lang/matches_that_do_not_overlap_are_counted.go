// Of texts of every length around a vector's, and of one that is counted in pieces of a megabyte.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import (
	"bytes"
	"strings"
)

func count(s, what string) (n int) {
	for i := strings.Index(s, what); i >= 0; i = strings.Index(s, what) {
		n++
		s = s[i+len(what):]
	}
	return n
}

func main() {
	wrong := 0
	check := func(s, what string) {
		if n := count(s, what); strings.Count(s, what) != n || bytes.Count([]byte(s), []byte(what)) != n {
			wrong++
		}
	}
	for _, what := range []string{"aa", "aba", "abab", "aaaaaaaaaaaaaaaaaaaa", strings.Repeat("ab", 40)} {
		for n := range 150 {
			check(strings.Repeat("a", n), what)
			check(strings.Repeat("ab", n), what)
			check(strings.Repeat("aab", n), what)
		}
		check(strings.Repeat("aba", 1<<20), what)
	}
	println("wrong:", wrong, strings.Count("aaaaa", "aa"), strings.Count("", "ab")) // CHECK: wrong: 0 2 0
}
