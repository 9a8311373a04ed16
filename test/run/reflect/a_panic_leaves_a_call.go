// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import "reflect"

func main() {
	defer func() { println("recovered", recover().(string)) }() // CHECK: recovered boom
	reflect.ValueOf(func() { panic("boom") }).Call(nil)
}
