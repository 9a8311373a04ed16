// RUN: %minigo run %s | %FileCheck %s
package main

import (
	"fmt"
	"reflect"
)

type T struct{ n int }

func (t *T) Set(n int)      { t.n = n }
func (t *T) unused() string { return "" }

type setter interface{ Set(int) }

func main() {
	v := reflect.New(reflect.TypeOf(T{})) // nothing else mentions *T in an interface
	s, ok := v.Interface().(setter)
	s.Set(3)
	fmt.Println(ok, v.Elem(), v.Type().NumMethod()) // CHECK: true {3} 1
	f, ok := reflect.New(reflect.TypeOf(struct{ T }{})).Interface().(setter)
	f.Set(4)
	fmt.Println(ok, f) // CHECK: true &{{[{][{]}}4}}
}
