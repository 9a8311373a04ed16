// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

type key struct {
	s string
	i any
	a [2]int8
}

func main() {
	nan := 0.0
	nan /= nan
	m := map[float64]int{0: 1, nan: 2}
	m[nan] = 3
	negZero := 0.0
	negZero = -negZero
	_, has := m[nan]
	println(len(m), m[negZero], has) // CHECK: 3 1 false
	clear(m)
	println(len(m)) // CHECK-NEXT: 0

	k := map[key]string{{"x", 1, [2]int8{1, 2}}: "one"}
	k[key{"x", "1", [2]int8{1, 2}}] = "two"
	println(len(k), k[key{"x", 1, [2]int8{1, 2}}], k[key{i: 5}] == "") // CHECK-NEXT: 2 one true

	var none map[string]int
	v, ok := none["a"]
	delete(none, "a")
	println(v, ok, len(none)) // CHECK-NEXT: 0 false 0

	big := map[int]int{}
	for i := range 1000 {
		big[i*7] = i
	}
	sum := 0
	for i, v := range big {
		if v%2 == 0 {
			delete(big, i)
		}
		sum++
	}
	println(len(big), sum, big[7]) // CHECK-NEXT: 500 1000 1
	ch := map[any]int{any(nil): 1, 'a': 2, "a": 3, struct{}{}: 4}
	println(ch[nil], ch['a'], ch["a"], ch[struct{}{}]) // CHECK-NEXT: 1 2 3 4
}
