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

//go:noinline
func deferThree(a, b int) (r int) {
	defer func() { r += a }()
	defer func() { r += b }()
	defer func() { sink++ }()
	return a
}

func defersThree(n int) {
	for i := range n {
		sink += deferThree(i, 1)
	}
}

//go:noinline
func deferIf(x int) {
	if x&1 == 0 {
		defer func() { sink++ }()
	}
	sink++
}

func defersConditional(n int) {
	for i := range n {
		deferIf(i)
	}
}

type file struct{ open int }

//go:noinline
func (f *file) close() { f.open-- }

//go:noinline
func (f *file) use(x int) (r int, err error) {
	f.open++
	defer f.close()
	return x + f.open, nil
}

func deferMethod(n int) {
	var f file
	for i := range n {
		r, _ := f.use(i)
		sink += r & 1
	}
}

//go:noinline
func guarded(x int) (r int) {
	defer func() {
		if e := recover(); e != nil {
			r = -1
		}
	}()
	return x + 1
}

func deferRecover(n int) {
	for i := range n {
		sink += guarded(i)
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
	measure("defer-three", 100000, defersThree)
	measure("defer-if", 100000, defersConditional)
	measure("defer-method", 100000, deferMethod)
	measure("defer-recover", 100000, deferRecover)
	measure("defer-loop", 100000, deferLoop)
	measure("panic-recover", 10000, panicRecover)
	measure("panic-100-deep", 1000, panicDeep)
	measure("nil-dereference", 10000, nilDereference)
	measure("out-of-range", 10000, outOfRange)
}
