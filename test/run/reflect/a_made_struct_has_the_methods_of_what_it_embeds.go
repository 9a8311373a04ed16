// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import (
	"fmt"
	"reflect"
)

type T int

func (t T) Get() int { return int(t) }

func (t T) get() int { return int(t) }

func main() {
	for _, v := range []reflect.Value{reflect.ValueOf(T(42)), reflect.ValueOf(new(T))} {
		made := reflect.New(reflect.StructOf([]reflect.StructField{{Name: "T", Anonymous: true, Type: v.Type()}})).Elem()
		made.Field(0).Set(v)
		fmt.Println(made.Interface().(interface{ Get() int }).Get()) // CHECK: 42
		fmt.Println(made.MethodByName("Get").Call(nil)[0])           // CHECK-NEXT: 42
	}
	// CHECK-NEXT: 0
	// CHECK-NEXT: 0
}
