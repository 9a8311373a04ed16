// Runs of constants are decided at once; what stands between them is tried in its place.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

type word string

func one() string { print("one "); return "d1" }

func texts(s word) int {
	switch s {
	case "", "a", "b", "ab", "ba", "aab", "abb":
		return 1
	case "same length 1", "same length 2", "Same length 1", "sane length 1":
		return 2
	case word(one()):
		return 3
	case "d2", "d3", "d4", "d5", "\xff\x00", "\x00\xff":
		fallthrough
	default:
		return 4
	}
}

func main() {
	for _, s := range []word{"", "a", "abb", "aba", "same length 2", "Same length 1", "same length 3"} {
		print(texts(s), " ")
	}
	println()                                                               // CHECK: 1 1 1 one 4 2 2 one 4
	println(texts("d1"), texts("d5"), texts("\x00\xff"), texts("\xff\xff")) // CHECK: one one one one 3 4 4 4
}
