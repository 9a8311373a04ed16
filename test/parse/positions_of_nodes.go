// RUN: %minigo build --dump=ast --stop-after=parse %s | %FileCheck %s
package p // CHECK: File p 2:1

func (r R) m(a, b int, c ...T) (x int, err error) { // CHECK: FuncDecl m [[@LINE]]:6
	// CHECK-NEXT: recv: Field r [[@LINE-1]]:7
	// CHECK: type: FuncType [[@LINE-2]]:13
	// CHECK-NEXT: param: Field a [[@LINE-3]]:14
	// CHECK: param: Field c [[@LINE-4]]:24
	// CHECK-NEXT: type: DotsType [[@LINE-5]]:26
	x.y[i].z(a...)      // CHECK: CallExpr ... [[@LINE]]:10
	                    // CHECK-NEXT: fun: SelectorExpr [[@LINE-1]]:8
	                    // CHECK-NEXT: IndexExpr [[@LINE-2]]:5
	a += b              // CHECK: AssignStmt += [[@LINE]]:4
	c <- a              // CHECK: SendStmt [[@LINE]]:4
	_ = x[1:2:3]        // CHECK: rhs: SliceExpr full [[@LINE]]:7
	_ = x.(T)           // CHECK: rhs: AssertExpr [[@LINE]]:7
	_ = T{k: v}         // CHECK: rhs: CompositeLit [[@LINE]]:7
	                    // CHECK: KeyValueExpr [[@LINE-1]]:9
	_ = -a + *b         // CHECK: rhs: Operation + [[@LINE]]:9
	                    // CHECK-NEXT: Operation - [[@LINE-1]]:6
L:                      // CHECK: LabeledStmt L [[@LINE]]:2
	for i, v := range x { // CHECK-NEXT: ForStmt [[@LINE]]:2
		continue L      // CHECK: init: RangeClause := [[@LINE-1]]:14
	}                   // CHECK: BranchStmt continue L [[@LINE-1]]:3
	return              // CHECK: ReturnStmt [[@LINE]]:2
}
