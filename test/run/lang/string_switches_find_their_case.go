// RUN: %minigo run %s | %FileCheck %s
package main

import "fmt"

func f(s string) int {
	switch s {
	case "":
		return 0
	case "a", "b":
		return 1
	default:
		return -1
	case "for":
		fallthrough
	case "var", "abc", "abd", "abe", "abf":
		return 3
	case "func", "type":
		return 4
	}
}

func main() {
	for _, s := range []string{"", "a", "b", "c", "for", "var", "abc", "abd", "abe", "abf", "abb", "abg", "func", "type", "typo", "fallthrough"} {
		fmt.Print(f(s), " ")
	}
	// CHECK: 0 1 1 -1 3 3 3 3 3 3 -1 -1 4 4 -1 -1
}
