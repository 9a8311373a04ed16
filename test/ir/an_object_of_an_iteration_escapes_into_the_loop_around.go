// What each iteration makes is on the heap if a variable outside the loop may hold it when the next one comes.
// RUN: %minigo build -gcflags=-m %s 2>&1 | %FileCheck %s --implicit-check-not=heap
package p

type node struct{ next *node }

func list(n int) (count int) {
	var head *node
	for range n {
		head = &node{head} // CHECK: :[[@LINE]]:10: &node{...} escapes to heap
	}
	for ; head != nil; head = head.next {
		count++
	}
	return
}

func inside(n int) (count int) {
	for i := 0; i < n; i++ {
		a := &node{} // CHECK: :[[@LINE]]:8: &node{} does not escape
		b := &node{a} // CHECK: :[[@LINE]]:8: &node{...} does not escape
		for p := b; p != nil; p = p.next {
			count += func() int { return i }() // CHECK: func literal does not escape
		}
	}
	return
}
