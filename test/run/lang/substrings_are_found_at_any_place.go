// Vectors look at 16 or 32 places at a time: every length, and every distance of what is sought from both ends.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import "strings"

func find(s, what string) int {
	for i := 0; i+len(what) <= len(s); i++ {
		if s[i:i+len(what)] == what {
			return i
		}
	}
	return -1
}

func main() {
	wrong := 0
	for n := range 140 {
		for m := 2; m < 70; m += 1 + m/8 {
			what := strings.Repeat("a", m-1) + "b"
			for at := 0; at+m <= n; at += 1 + n/16 {
				s := strings.Repeat("a", at) + what + strings.Repeat("ab", n)[:n-at-m]
				if strings.Index(s, what) != find(s, what) || strings.Count(s, "a")+strings.Count(s, "b") != len(s) {
					wrong++
				}
			}
			if s := strings.Repeat("a", n); strings.Index(s, what) != -1 {
				wrong++
			}
		}
	}
	println("wrong:", wrong) // CHECK: wrong: 0
}
