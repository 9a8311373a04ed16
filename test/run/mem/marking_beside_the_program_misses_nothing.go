// Marked a second time with the world stopped, no object is found that was not marked beside the program.
// RUN: env GODEBUG=gccheckmark=1,clobberfree=1,gcstress=3 %minigo run %s 2>&1 | %FileCheck %s
// RUN: env GOMAXPROCS=1 GODEBUG=gccheckmark=1,clobberfree=1,gcstress=3 %minigo run %s 2>&1 | %FileCheck %s
// REQUIRES: noknob
package main

type node struct {
	next *node
	data *[2]int
}

func main() {
	in, out, m := make(chan *node, 2), make(chan *node), map[int]*node{}
	go func() {
		for n := range in { // a value goes from stack to stack, and its old place is overwritten
			out <- &node{n.next, &[2]int{n.data[0], n.data[1]}}
		}
	}()
	var list *node
	sum := 0
	for i := 0; i < 3000; i++ {
		in <- &node{list, &[2]int{i, -i}}
		list = <-out
		m[i%50], list.next = list.next, m[i%7]
		sum += list.data[0] + list.data[1]
		if p := m[i%50]; p != nil {
			sum += p.data[0] + p.data[1]
		}
	}
	println(sum)
}

// CHECK: {{^0$}}
