// RUN: %minigo build --dump=ast --stop-after=parse %s | %FileCheck %s
package p

func f() {
	;                     // CHECK: EmptyStmt
	x, y := 1, 2          // CHECK: AssignStmt :=
	x++                   // CHECK: AssignStmt ++
	x &^= y               // CHECK: AssignStmt &^=
	go f()                // CHECK: CallStmt go
	defer func() {}()     // CHECK: CallStmt defer
	for x < 1 {           // CHECK: ForStmt
	}                     // CHECK-NEXT: cond: Operation <
	for i := 0; ; i++ {   // CHECK: init: AssignStmt :=
		break             // CHECK: post: AssignStmt ++
	}                     // CHECK: BranchStmt break
	for range 10 {        // CHECK: init: RangeClause
	}                     // CHECK-NEXT: x: BasicLit 10
	switch y := x.(type) { // CHECK: tag: TypeSwitchGuard
	case int, []T, func(): // CHECK-NEXT: lhs: Name y
		f()               // CHECK: CaseClause
	default:              // CHECK: CallExpr
	}                     // CHECK: CaseClause
	select {              // CHECK: SelectStmt
	case v, ok := <-c:    // CHECK: CommClause
	case c <- 1:          // CHECK: comm: SendStmt
	default:
	}
	if x { } else if y { } else { goto L } // CHECK: else: IfStmt
L:                        // CHECK: BranchStmt goto L
}                         // CHECK: LabeledStmt L
                          // CHECK: EmptyStmt
