// panics: defer, panic, recover, and the failures that the runtime turns into panics.
package main

//go:noinline
func deferOne() {
	defer func() { sink++ }()
	sink++
}

func deferOnce(n int) {
	for range n {
		deferOne()
	}
}

func deferLoop(n int) {
	for ; n > 0; n -= 10 {
		func() {
			for range 10 {
				defer func() { sink++ }()
			}
		}()
	}
}

//go:noinline
func catch(f func()) {
	defer func() { _ = recover() }()
	f()
}

func panicRecover(n int) {
	for range n {
		catch(func() { panic(1) })
	}
}

//go:noinline
func deep(n int) {
	if n == 0 {
		panic(2)
	}
	deep(n - 1)
	sink++
}

func panicDeep(n int) {
	for range n {
		catch(func() { deep(100) })
	}
}

var nothing *int
var few = make([]int, 3)

func nilDereference(n int) {
	for range n {
		catch(func() { sink += *nothing })
	}
}

func outOfRange(n int) {
	for i := range n {
		catch(func() { sink += few[i|4] })
	}
}

func main() {
	measure("defer", 100000, deferOnce)
	measure("defer-loop", 100000, deferLoop)
	measure("panic-recover", 10000, panicRecover)
	measure("panic-100-deep", 1000, panicDeep)
	measure("nil-dereference", 10000, nilDereference)
	measure("out-of-range", 10000, outOfRange)
}
