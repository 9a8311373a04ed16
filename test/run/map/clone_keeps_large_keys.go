// RUN: %minigo run %s | %FileCheck %s
package main

import (
	"fmt"
	"maps"
	"math"
)

func main() {
	type K [17]float64
	var k K
	m := map[K]int{k: 1}
	c := maps.Clone(m)
	k[0] = math.Copysign(0, -1)
	m[k] = 2 // changes the key: -0 == +0
	for k, v := range c {
		fmt.Println(math.Signbit(k[0]), v) // CHECK: false 1
	}
	for k, v := range m {
		fmt.Println(math.Signbit(k[0]), v) // CHECK: true 2
	}
}
