// RUN: %exits 2 %minigo run %s 2>&1 | %FileCheck %s
package main

type E struct{}

func (E) Error() string { panic("in Error") }

func main() { panic(E{}) }

// CHECK: fatal error: panic while printing panic value: in Error
