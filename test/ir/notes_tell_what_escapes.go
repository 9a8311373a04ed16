// -m tells where variables and new memory live, in gc's words and at its positions.
// RUN: %minigo build -gcflags=-m %s 2>&1 | %FileCheck %s --match-full-lines
package p

var g *int

type T struct{ p *int }

// CHECK-DAG: {{.*}}:[[@LINE+1]]:11: leaking param: p to result ~r0 level=0
func same(p *int) *int { return p }

// CHECK-DAG: {{.*}}:[[@LINE+1]]:12: leaking param: p to result v level=1
func field(p *T) (v *int) { return p.p }

// CHECK-DAG: {{.*}}:[[@LINE+1]]:12: leaking param content: p
func store(p **int) { g = *p }

// CHECK-DAG: {{.*}}:[[@LINE+1]]:11: leaking param: p
func keep(p *int) { g = p }

// CHECK-DAG: {{.*}}:[[@LINE+1]]:11: p does not escape
func look(p *int) int { return *p }

func variables() int {
	a := 1 // CHECK-DAG: {{.*}}:[[@LINE]]:2: moved to heap: a
	keep(&a)
	b := 2
	t := &T{&b}       // CHECK-DAG: {{.*}}:[[@LINE]]:7: &T{...} does not escape
	c := new(int)     // CHECK-DAG: {{.*}}:[[@LINE]]:10: new(int) escapes to heap
	store(&(&T{c}).p) // CHECK-DAG: {{.*}}:[[@LINE]]:10: &T{...} does not escape
	f := func() { b++ } // CHECK-DAG: {{.*}}:[[@LINE]]:7: func literal does not escape
	f()
	s := make([]int, 8)    // CHECK-DAG: {{.*}}:[[@LINE]]:11: make([]int, 8) does not escape
	n := make([]int, *t.p) // CHECK-DAG: {{.*}}:[[@LINE]]:11: make([]int, *t.p) escapes to heap
	return look(same(field(t))) + len(s) + len(n)
}
