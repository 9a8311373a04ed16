// RUN: %minigo build --dump=ast --stop-after=parse %s | %FileCheck %s
// Array lengths against type parameter lists.
package p

type A [N]int           // CHECK: TypeDecl A {{.*}}
                        // CHECK-NEXT: type: ArrayTypeExpr
type B [P * C]int       // CHECK: TypeDecl B {{.*}}
                        // CHECK-NEXT: type: ArrayTypeExpr
type C [P(Q)]int        // CHECK: TypeDecl C {{.*}}
                        // CHECK-NEXT: type: ArrayTypeExpr
type D[P any] int       // CHECK: TypeDecl D {{.*}}
                        // CHECK-NEXT: tparam: Field P
type E[P *C,] int       // CHECK: TypeDecl E {{.*}}
                        // CHECK-NEXT: tparam: Field P
                        // CHECK-NEXT: type: Operation *
type F[P *C|Q, R any] int  // CHECK: TypeDecl F {{.*}}
                           // CHECK-NEXT: tparam: Field P
                           // CHECK-NEXT: type: Operation |
                           // CHECK: tparam: Field R
type G[P *[]int] int    // CHECK: TypeDecl G {{.*}}
                        // CHECK-NEXT: tparam: Field P
type H[P (C),] int      // CHECK: TypeDecl H {{.*}}
                        // CHECK-NEXT: tparam: Field P
                        // CHECK-NEXT: type: Name C
type I[P []C] int       // CHECK: TypeDecl I {{.*}}
                        // CHECK-NEXT: tparam: Field P
                        // CHECK-NEXT: type: SliceTypeExpr
type J []int            // CHECK: TypeDecl J {{.*}}
                        // CHECK-NEXT: type: SliceTypeExpr
type K[P, Q ~int] int   // CHECK: TypeDecl K {{.*}}
                        // CHECK-NEXT: tparam: Field P
                        // CHECK-NEXT: type: Operation ~
type L[P interface{ m() }] = int // CHECK: TypeDecl L = {{.*}}
                                 // CHECK-NEXT: tparam: Field P
