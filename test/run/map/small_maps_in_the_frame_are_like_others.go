// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

type pair struct{ s, t *string }

var kept []map[int]string

func text(n int) string { return string(rune('a'+n%26)) + "." }

func main() {
	total := ""
	for round := range 20 {
		m := map[string]pair{}    // grows out of the frame in some rounds
		small := map[int]string{} // never does
		for n := range round {
			s := text(n)
			m[s+text(round)] = pair{&s, &s}
			small[n&7] = s
		}
		for k, v := range m {
			if *v.s != k[:2] || v.s != v.t {
				panic(k)
			}
			m[k] = pair{v.t, nil}
		}
		delete(small, 3)
		total += small[1]
		clear(m)
		println(len(m), len(small))
	}
	// CHECK: 0 3
	// CHECK-NEXT: 0 3
	// CHECK: 0 7
	println(total) // CHECK: {{^}}b.b.b.b.b.b.b.b.j.j.j.j.j.j.j.j.r.r.{{$}}
	for n := range 3 { // each round's own
		m := map[int]string{n: text(n)}
		kept = append(kept, m)
	}
	println(kept[0][0], kept[1][1], len(kept[2])) // CHECK: a. b. 1
	add := func(m map[int]int) map[int]int { m[len(m)] = 1; return m }
	println(len(add(add(map[int]int{})))) // CHECK: 2
}
