// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

type big struct {
	name string
	pad  [50]int
	p    *int
}

func main() {
	m := map[big]big{}
	for i := range 500 {
		k := big{name: "k", p: new(int)}
		k.pad[49] = i
		k.p = nil
		v := k
		v.p = new(int)
		*v.p = i * i
		m[k] = v
	}
	sum := 0
	for k, v := range m {
		k.pad[0] = 9 // a copy
		if *v.p != v.pad[49]*v.pad[49] {
			println("wrong")
		}
		sum += v.pad[49]
	}
	var absent big
	absent.pad[3] = 1
	v, ok := m[absent]
	println(len(m), sum, ok, v.name == "", v.p == nil) // CHECK: 500 124750 false true true
}
