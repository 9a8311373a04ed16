// RUN: %minigo build --dump=ast --stop-after=parse %s | %FileCheck %s
package p

type S struct {
	a, b int "tag" // CHECK: Field a
	               // CHECK: tag: BasicLit "tag"
	               // CHECK: Field b
	T              // CHECK: Field [[@LINE]]:2
	               // CHECK-NEXT: type: Name T
	*p.U           // CHECK: type: Operation *
	V[int, string] // CHECK: type: IndexExpr
	w [n]int       // CHECK: Field w
	               // CHECK-NEXT: type: ArrayTypeExpr
	x []int        // CHECK: Field x
	y [a * b]int; z func() `raw` // CHECK: Field y
}                  // CHECK: tag: BasicLit `raw`
type I interface {
	m(int) string  // CHECK: Field m
	J              // CHECK: Field [[@LINE]]:2
	p.K[int]       // CHECK: type: IndexExpr
	L[[]int]       // CHECK: type: IndexExpr
	~int | *T | struct{ x int } // CHECK: type: Operation |
}
