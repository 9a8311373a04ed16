// A function made by reflect is dead in its caller once it is called; collections come while its stub makes the frame.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import (
	"reflect"
	"runtime/debug"
	"sync"
)

type T struct{ s []string }

func (t *T) Get(i int) (string, error) { return t.s[i], nil }

func once() bool {
	f := reflect.ValueOf(&T{[]string{"a", "b"}}).MethodByName("Get").Interface().(func(int) (string, error))
	s, err := f(1)
	return s == "b" && err == nil
}

func main() {
	debug.SetGCPercent(1)
	var wg sync.WaitGroup
	for i := 0; i < 8; i++ {
		wg.Add(1)
		go func() {
			for i := 0; i < 200; i++ {
				if !once() {
					println("wrong")
				}
			}
			wg.Done()
		}()
	}
	wg.Wait()
	println("done") // CHECK: {{^}}done
}
