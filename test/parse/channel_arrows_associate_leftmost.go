// RUN: %minigo build --dump=ast --stop-after=parse %s | %FileCheck %s
package p

var a <-chan int          // CHECK: type: ChanTypeExpr recv
                          // CHECK-NEXT: elem: Name int
var b chan<- chan int     // CHECK: type: ChanTypeExpr send
                          // CHECK-NEXT: elem: ChanTypeExpr{{ *}} [[@LINE-1]]
var c chan (<-chan int)   // CHECK: type: ChanTypeExpr [[@LINE]]
                          // CHECK-NEXT: elem: ChanTypeExpr recv
var d = (<-chan int)(nil) // CHECK: values: CallExpr
                          // CHECK: ChanTypeExpr recv
var e = <-chan int(x)     // CHECK: values: Operation <-
                          // CHECK-NEXT: CallExpr
var f = make(<-chan<- chan int) // CHECK: ChanTypeExpr recv
                                // CHECK-NEXT: elem: ChanTypeExpr recv
