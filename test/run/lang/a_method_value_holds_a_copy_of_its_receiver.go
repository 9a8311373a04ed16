// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

type base struct{ n string }

func (b base) name() string { return b.n }

func main() {
	v := base{"one"}
	k := v.name
	v.n = "two"
	println(k(), v.name(), (*base).name(&v)) // CHECK: one two two
}
