// RUN: %minigo build --dump=ast --stop-after=parse %s | %FileCheck %s
package p

func f() {
	if x == y {       // CHECK: IfStmt [[@LINE]]:2
	}                 // CHECK-NEXT: cond: Operation == [[@LINE-1]]:7
	                  // CHECK-NEXT: Name x
	                  // CHECK-NEXT: Name y
	                  // CHECK-NEXT: then: BlockStmt [[@LINE-4]]:12
	if x == (T{}) {   // CHECK: IfStmt
	}                 // CHECK: CompositeLit [[@LINE-1]]:12
	for range []T{a} { // CHECK: ForStmt
	}                 // CHECK: x: CompositeLit [[@LINE-1]]:15
	                  // CHECK: body: BlockStmt [[@LINE-2]]:19
	switch x := func() T { return T{} }(); x { // CHECK: SwitchStmt
	}                 // CHECK: fun: FuncLit
	                  // CHECK: ReturnStmt
	                  // CHECK-NEXT: CompositeLit
	                  // CHECK: tag: Name x
	if f(T{}, [2]T{}[0]) { // CHECK: IfStmt
		_ = T{}       // CHECK: then: BlockStmt
	}                 // CHECK: rhs: CompositeLit
	_ = []T{{}, {1: {}}} // CHECK: rhs: CompositeLit
}
