// RUN: %minigo build --dump=ast --stop-after=parse %s | %FileCheck %s
package p

func f(a, b)                 // CHECK: FuncDecl f
                             // CHECK: param: Field 4:8
                             // CHECK-NEXT: type: Name a
func g(a, b c)               // CHECK: FuncDecl g
                             // CHECK: param: Field a
                             // CHECK-NEXT: type: Name c
func h(a []b, c [2]d)        // CHECK: FuncDecl h
func i(a.b, *c, func(), ...d) // CHECK: FuncDecl i
                             // CHECK: type: SelectorExpr
                             // CHECK: type: Operation *
                             // CHECK: type: FuncType
                             // CHECK: type: DotsType
func j() (a, b)              // CHECK: result: Field [[@LINE]]:11
func k[P, Q any, R P | ~int | []Q](R) // CHECK: tparam: Field P
                             // CHECK-NEXT: type: Name any
                             // CHECK: tparam: Field R
                             // CHECK-NEXT: type: Operation |
