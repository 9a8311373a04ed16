// As with gc, variables and elements of a statement are read after its calls; only operands of builtins are not.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

type tree struct{ kids []int }

func (t *tree) add() int { t.kids = append(t.kids, 7, 8, 9); return len(t.kids) - 1 }

func pair() (int, int) { s = append(s, 4); return 5, 6 }

var s = make([]int, 1, 1)

func main() {
	t, x := &tree{make([]int, 1, 1)}, 1
	t.kids[0] = t.add()                     // stored in the new array
	println(t.kids[0], t.kids[t.add()])     // CHECK: 3 9
	t.kids[1] += t.add() + t.kids[1]        // 7 + 9 + 7
	s[0], x = pair()
	println(t.kids[1], s[0], x)             // CHECK-NEXT: 23 5 6
	inc := func() int { x++; return x }
	println(x, inc(), x+inc(), []int{x, inc()}[0]) // CHECK-NEXT: 9 7 17 9
	println(len(t.kids) + t.add() - len(t.kids))   // CHECK-NEXT: 9
	println(x == inc(), x > 0 && x == inc())       // CHECK-NEXT: false true
}
