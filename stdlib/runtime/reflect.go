package runtime

import "unsafe"

// What other packages of the standard library bind to by linkname and is simply Go.

func newobject(t *_type) unsafe.Pointer
func newarray(t *_type, n int) unsafe.Pointer
func mallocgc(size uintptr, t *_type, needzero bool) unsafe.Pointer
func typedmemmove(t *_type, dst, src unsafe.Pointer)
func typedmemclr(t *_type, p unsafe.Pointer)
func memmove(dst, src unsafe.Pointer, n uintptr)
func memclr(p unsafe.Pointer, n uintptr)
func assertE2I(inter, t *_type) *itab

//go:linkname reflectlite_unsafe_New internal/reflectlite.unsafe_New
func reflectlite_unsafe_New(t *_type) unsafe.Pointer { return newobject(t) }

//go:linkname reflect_unsafe_New reflect.unsafe_New
func reflect_unsafe_New(t *_type) unsafe.Pointer { return newobject(t) }

//go:linkname reflect_unsafe_NewArray reflect.unsafe_NewArray
func reflect_unsafe_NewArray(t *_type, n int) unsafe.Pointer { return newarray(t, n) }

//go:linkname reflectlite_typedmemmove internal/reflectlite.typedmemmove
func reflectlite_typedmemmove(t *_type, dst, src unsafe.Pointer) { typedmemmove(t, dst, src) }

//go:linkname reflect_typedmemmove reflect.typedmemmove
func reflect_typedmemmove(t *_type, dst, src unsafe.Pointer) { typedmemmove(t, dst, src) }

//go:linkname reflect_typedmemclr reflect.typedmemclr
func reflect_typedmemclr(t *_type, p unsafe.Pointer) { typedmemclr(t, p) }

//go:linkname reflect_memmove reflect.memmove
func reflect_memmove(dst, src unsafe.Pointer, n uintptr) { memmove(dst, src, n) }

type iface struct {
	tab  *itab
	data unsafe.Pointer
}

//go:linkname reflectlite_ifaceE2I internal/reflectlite.ifaceE2I
func reflectlite_ifaceE2I(inter *_type, src any, dst unsafe.Pointer) { ifaceE2I(inter, src, dst) }

//go:linkname reflect_ifaceE2I reflect.ifaceE2I
func reflect_ifaceE2I(inter *_type, src any, dst unsafe.Pointer) { ifaceE2I(inter, src, dst) }

func ifaceE2I(inter *_type, src any, dst unsafe.Pointer) {
	e := (*eface)(unsafe.Pointer(&src))
	d := (*iface)(dst)
	d.tab, d.data = assertE2I(inter, e.typ), e.data
}

//go:linkname bytealg_MakeNoZero internal/bytealg.MakeNoZero
func bytealg_MakeNoZero(n int) []byte {
	if n < 0 {
		panicmakeslicelen()
	}
	return unsafe.Slice((*byte)(mallocgc(uintptr(n), nil, false)), n)
}

// Pieces of the runtime's interface that package os and friends call at exit or start.

//go:linkname os_runtime_args os.runtime_args
func os_runtime_args() []string {
	a := make([]string, argcount())
	for i := range a {
		a[i] = argat(i)
	}
	return a
}

//go:linkname os_beforeExit os.runtime_beforeExit
func os_beforeExit(exitCode int) {}

//go:linkname reflect_resolveNameOff reflect.resolveNameOff
func reflect_resolveNameOff(ptrInModule unsafe.Pointer, off int32) unsafe.Pointer

//go:linkname reflect_resolveTypeOff reflect.resolveTypeOff
func reflect_resolveTypeOff(rtype unsafe.Pointer, off int32) unsafe.Pointer

//go:linkname reflectlite_resolveNameOff internal/reflectlite.resolveNameOff
func reflectlite_resolveNameOff(ptrInModule unsafe.Pointer, off int32) unsafe.Pointer {
	return reflect_resolveNameOff(ptrInModule, off)
}

//go:linkname reflectlite_resolveTypeOff internal/reflectlite.resolveTypeOff
func reflectlite_resolveTypeOff(rtype unsafe.Pointer, off int32) unsafe.Pointer {
	return reflect_resolveTypeOff(rtype, off)
}
