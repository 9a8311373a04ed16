// RUN: %minigo run %s 2>&1 | %FileCheck %s
// The first is made, the second found in the table, the third in the cache that all goroutines share.
package main

import "sync"

type walker interface{ walk() int }
type swimmer interface{ swim() int }
type dog[T any] struct{ v T }
type fish[T any] struct{ v T }

func (dog[T]) walk() int  { return 1 }
func (fish[T]) swim() int { return 2 }

func all[T any]() []any { return []any{dog[T]{}, fish[T]{}, dog[[2]T]{}, fish[[2]T]{}, dog[*T]{}, fish[*T]{}, nil} }

func sum(things []any) (n int) {
	for _, x := range things {
		if w, ok := x.(walker); ok {
			n += w.walk()
		}
		switch s := x.(type) {
		case swimmer:
			n += 10 * s.swim()
		}
	}
	return n
}

func main() {
	things := append(append(all[int](), all[string]()...), all[float64]()...)
	var wg sync.WaitGroup
	for range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for range 100 {
				if n := sum(things); n != 9+180 {
					println("sum", n)
				}
			}
		}()
	}
	wg.Wait()
	defer func() { println(recover().(error).Error()) }()
	for _, x := range things[:2] { // CHECK: interface conversion: main.fish[int] is not main.walker: missing method walk
		_ = x.(walker)
	}
}
