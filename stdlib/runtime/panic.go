// The panics that compiled code raises, and how they are printed. Replaces the Go half of runtime/panic.go, error.go.
package runtime

import "unsafe"

// The functions that compiled code calls when a check fails. x is the operand that failed, y the bound.

func panicIndex(x int, y int)       { panic(boundsError{int64(x), y, true, boundsIndex}) }
func panicIndexU(x uint, y int)     { panic(boundsError{int64(x), y, false, boundsIndex}) }
func panicSliceAlen(x int, y int)   { panic(boundsError{int64(x), y, true, boundsSliceAlen}) }
func panicSliceAlenU(x uint, y int) { panic(boundsError{int64(x), y, false, boundsSliceAlen}) }
func panicSliceAcap(x int, y int)   { panic(boundsError{int64(x), y, true, boundsSliceAcap}) }
func panicSliceAcapU(x uint, y int) { panic(boundsError{int64(x), y, false, boundsSliceAcap}) }
func panicSliceB(x int, y int)      { panic(boundsError{int64(x), y, true, boundsSliceB}) }
func panicSliceBU(x uint, y int)    { panic(boundsError{int64(x), y, false, boundsSliceB}) }
func panicSlice3Alen(x int, y int)  { panic(boundsError{int64(x), y, true, boundsSlice3Alen}) }
func panicSlice3AlenU(x uint, y int) {
	panic(boundsError{int64(x), y, false, boundsSlice3Alen})
}
func panicSlice3Acap(x int, y int) { panic(boundsError{int64(x), y, true, boundsSlice3Acap}) }
func panicSlice3AcapU(x uint, y int) {
	panic(boundsError{int64(x), y, false, boundsSlice3Acap})
}
func panicSlice3B(x int, y int)      { panic(boundsError{int64(x), y, true, boundsSlice3B}) }
func panicSlice3BU(x uint, y int)    { panic(boundsError{int64(x), y, false, boundsSlice3B}) }
func panicSlice3C(x int, y int)      { panic(boundsError{int64(x), y, true, boundsSlice3C}) }
func panicSlice3CU(x uint, y int)    { panic(boundsError{int64(x), y, false, boundsSlice3C}) }
func panicSliceConvert(x int, y int) { panic(boundsError{int64(x), y, true, boundsConvert}) }

var (
	divideError   = error(errorString("integer divide by zero"))
	overflowError = error(errorString("integer overflow"))
	shiftError    = error(errorString("negative shift amount"))
	memoryError   = error(errorString("invalid memory address or nil pointer dereference"))
)

func panicdivide()   { panic(divideError) }
func panicoverflow() { panic(overflowError) }
func panicshift()    { panic(shiftError) }
func panicmem() {
	setmemsignal()
	panic(memoryError)
}
func setmemsignal()

// A fault at another address than near null, if the goroutine wants a panic.
func panicmemAddr(addr uintptr) {
	panic(errorAddressString{"invalid memory address or nil pointer dereference", addr})
}

func panicmakeslicelen() { panic(errorString("makeslice: len out of range")) }
func panicmakeslicecap() { panic(errorString("makeslice: cap out of range")) }

// panicwrap is called by the wrapper of a value method that got a nil pointer.
func panicwrap(pkg, typ, meth string) {
	panic(plainError("value method " + pkg + "." + typ + "." + meth + " called using nil *" + typ + " pointer"))
}

func panicplainerror(s string)   { panic(plainError(s)) }
func panicruntimeerror(s string) { panic(errorString(s)) }
func panicnilerror()             { panic(new(PanicNilError)) }

// x.(T) failed for an x that holds have (nil: an empty interface value), declared as iface.
func panicdottype(have, want, iface *_type, missing string) {
	panic(&TypeAssertionError{iface, have, want, missing})
}
func panicdottypeE(have, want, iface *_type) { panic(&TypeAssertionError{iface, have, want, ""}) }

type itab struct {
	inter *_type
	typ   *_type
}

func panicdottypeI(have *itab, want, iface *_type) {
	var t *_type
	if have != nil {
		t = have.typ
	}
	panicdottypeE(t, want, iface)
}
func panicnildottype(want *_type) { panic(&TypeAssertionError{nil, nil, want, ""}) }

// unsafe.Slice(p, n) and unsafe.String(p, n)
func unsafeslicecheck(size uintptr, p unsafe.Pointer, n int) {
	if n < 0 {
		panic(errorString("unsafe.Slice: len out of range"))
	}
	if p == nil {
		if n > 0 {
			panic(errorString("unsafe.Slice: ptr is nil and len is not zero"))
		}
		return
	}
	if size != 0 && uintptr(n) > -uintptr(p)/size {
		panic(errorString("unsafe.Slice: len out of range"))
	}
}

func unsafestringcheck(p unsafe.Pointer, n int) {
	if n < 0 {
		panic(errorString("unsafe.String: len out of range"))
	}
	if p == nil && n > 0 {
		panic(errorString("unsafe.String: ptr is nil and len is not zero"))
	}
	if p != nil && uintptr(n) > -uintptr(p) {
		panic(errorString("unsafe.String: len out of range"))
	}
}

// unreachableMethod stands in itabs for methods that no interface call names.
func unreachableMethod() { throw("unreachable method called") }

func npendingpanics() int
func pendingpanic(n int) any
func setpendingpanic(n int, v any)
func fatalpanic()
func throw(s string)

// preprintpanics turns the values of the pending panics into strings where they have a method for it; the runtime
// starts it when no deferred function is left, then nothing returns.
func preprintpanics() {
	printpanicstrings()
	fatalpanic()
}

func printpanicstrings() {
	defer func() {
		const text = "panic while printing panic value"
		switch r := recover().(type) {
		case nil:
		case string:
			throw(text + ": " + r)
		default:
			throw(text + ": type " + typestring(*(**_type)(unsafe.Pointer(&r))))
		}
	}()
	for n := npendingpanics() - 1; n >= 0; n-- {
		switch v := pendingpanic(n).(type) {
		case nil:
		case error:
			setpendingpanic(n, v.Error())
		case stringer:
			setpendingpanic(n, v.String())
		}
	}
}

func nextfinalizer() (arg0, arg1, fn unsafe.Pointer)
func finalizerslot() unsafe.Pointer

// runfinq runs on the finalizer goroutine. What it calls takes one or two words, behind the result slot of a function
// with large results.
func runfinq() {
	for {
		arg0, arg1, fn := nextfinalizer()
		slot := finalizerslot()
		switch {
		case slot == nil && arg1 == nil:
			(*(*func(unsafe.Pointer))(unsafe.Pointer(&fn)))(arg0)
		case slot == nil:
			(*(*func(a, b unsafe.Pointer))(unsafe.Pointer(&fn)))(arg0, arg1)
		case arg1 == nil:
			(*(*func(a, b unsafe.Pointer))(unsafe.Pointer(&fn)))(slot, arg0)
		default:
			(*(*func(a, b, c unsafe.Pointer))(unsafe.Pointer(&fn)))(slot, arg0, arg1)
		}
	}
}
