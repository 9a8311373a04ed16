// A conversion that is only compared or counted makes no copy; its bytes are still those from before a later call.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

var b = []byte("ab")
var s = "aé世"

func change(v bool) bool { b[0] = 'x'; s = "longer than before"; return v }
func reset()             { b, s = []byte("ab"), "aé世" }

func main() {
	x := (string(b) == "ab") == change(true)
	println(x) // CHECK: false
	reset()
	m := map[string]int{"ab": 1, "xb": 2}
	v, w := m[string(b)], change(true)
	println(v, w) // CHECK-NEXT: 1 true
	reset()
	n, w := len([]rune(s)), change(true)
	println(n, w) // CHECK-NEXT: 3 true
	reset()
	t := string(b) + s[:1]
	u, w := string(b)+s, change(true)
	println(t, u, w) // CHECK-NEXT: aba xblonger than before true
}
