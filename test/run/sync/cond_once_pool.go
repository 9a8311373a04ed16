// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import "sync"

func main() {
	var mu sync.Mutex
	c := sync.NewCond(&mu)
	turn, out := 0, make(chan int, 10)
	for i := range 10 {
		go func() {
			mu.Lock()
			for turn != i {
				c.Wait()
			}
			turn++
			out <- i
			c.Broadcast()
			mu.Unlock()
		}()
	}
	for i := range 10 {
		if <-out != i {
			println("out of turn")
		}
	}
	var once sync.Once
	for range 3 {
		once.Do(func() { println("once") }) // CHECK: {{^}}once
	}
	p := sync.Pool{New: func() any { return "new" }}
	println(p.Get().(string)) // CHECK-NEXT: new
	var m sync.Map
	m.Store("a", 1)
	v, ok := m.LoadOrStore("a", 2)
	println(v.(int), ok) // CHECK-NEXT: 1 true
}
