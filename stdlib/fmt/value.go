package fmt

import (
	"internal/abi"
	"unsafe"
)

// value is a typed address: what reflect.Value is to the real fmt.
type value struct {
	t  *abi.Type
	p  unsafe.Pointer
	ro bool // reached through an unexported field: its methods are not called
}

type eface struct {
	t    *abi.Type
	data unsafe.Pointer
}

const kindString = abi.String

//go:linkname typestring runtime.typestringBytes
func typestring(t *abi.Type) string

func valueOf(a any) value {
	e := (*eface)(unsafe.Pointer(&a))
	if e.t.Kind_&abi.KindDirectIface != 0 {
		box := new(unsafe.Pointer)
		*box = e.data
		return value{t: e.t, p: unsafe.Pointer(box)}
	}
	return value{t: e.t, p: e.data}
}

func kindOf(a any) abi.Kind { return (*eface)(unsafe.Pointer(&a)).t.Kind() }

// iface makes the interface value that holds v.
func (v value) iface() any {
	var a any
	e := (*eface)(unsafe.Pointer(&a))
	e.t = v.t
	if v.t.Kind_&abi.KindDirectIface != 0 {
		e.data = *(*unsafe.Pointer)(v.p)
	} else {
		e.data = v.p
	}
	return a
}

func (v value) kind() abi.Kind { return v.t.Kind() }

func isSignedKind(k abi.Kind) bool   { return k >= abi.Int && k <= abi.Int64 }
func isUnsignedKind(k abi.Kind) bool { return k >= abi.Uint && k <= abi.Uintptr }

func (v value) int() int64 {
	switch v.t.Size_ {
	case 1:
		return int64(*(*int8)(v.p))
	case 2:
		return int64(*(*int16)(v.p))
	case 4:
		return int64(*(*int32)(v.p))
	}
	return *(*int64)(v.p)
}

func (v value) uint() uint64 {
	switch v.t.Size_ {
	case 1:
		return uint64(*(*uint8)(v.p))
	case 2:
		return uint64(*(*uint16)(v.p))
	case 4:
		return uint64(*(*uint32)(v.p))
	}
	return *(*uint64)(v.p)
}

func (v value) float() float64 {
	if v.t.Size_ == 4 {
		return float64(*(*float32)(v.p))
	}
	return *(*float64)(v.p)
}

func (v value) complex() complex128 {
	if v.t.Size_ == 8 {
		return complex128(*(*complex64)(v.p))
	}
	return *(*complex128)(v.p)
}

func (v value) bool() bool              { return *(*bool)(v.p) }
func (v value) string() string          { return *(*string)(v.p) }
func (v value) pointer() unsafe.Pointer { return *(*unsafe.Pointer)(v.p) }

// isNil: for pointers, maps, channels, functions, slices, interfaces.
func (v value) isNil() bool { return v.pointer() == nil }

func (v value) elemType() *abi.Type { return v.t.Elem() }

func (v value) len() int {
	switch v.kind() {
	case abi.Array:
		return v.t.Len()
	case abi.Slice:
		return len(*(*[]byte)(v.p))
	}
	return 0
}

func (v value) index(i int) value {
	et := v.elemType()
	base := v.p
	if v.kind() == abi.Slice {
		base = v.pointer()
	}
	return value{et, unsafe.Add(base, uintptr(i)*et.Size_), v.ro}
}

func (v value) deref() value { return value{v.elemType(), v.pointer(), v.ro} }

// elem is what an interface value holds; ok is false for nil.
func (v value) elem() (value, bool) {
	var a any
	if len((*abi.InterfaceType)(unsafe.Pointer(v.t)).Methods) == 0 {
		a = *(*any)(v.p)
	} else {
		a = *(*interface{ M() })(v.p)
	}
	if a == nil {
		return value{}, false
	}
	e := valueOf(a)
	e.ro = v.ro
	return e, true
}

func (v value) fields() []abi.StructField { return (*abi.StructType)(unsafe.Pointer(v.t)).Fields }

func (v value) field(i int) (string, value) {
	f := &v.fields()[i]
	name := f.Name.Name()
	return name, value{f.Typ, unsafe.Add(v.p, f.Offset), v.ro || !f.Name.IsExported()}
}

// ---- maps

type hiter struct{ words [12]unsafe.Pointer }

//go:linkname mapiterinit reflect.mapiterinit
func mapiterinit(t *abi.Type, m unsafe.Pointer, it *hiter)

//go:linkname mapiternext reflect.mapiternext
func mapiternext(it *hiter)

type pair struct{ key, elem value }

// sortedPairs lists a map's entries in the order fmt prints them.
func (v value) sortedPairs() []pair {
	mt := (*abi.MapType)(unsafe.Pointer(v.t))
	var ps []pair
	m := v.pointer()
	if m == nil {
		return nil
	}
	it := new(hiter)
	for mapiterinit(v.t, m, it); it.words[0] != nil; mapiternext(it) {
		ps = append(ps, pair{value{mt.Key, it.words[0], v.ro}, value{mt.Elem, it.words[1], v.ro}})
	}
	for i := 1; i < len(ps); i++ { // insertion sort below 12, merge above
		if len(ps) > 12 {
			return mergeSort(ps)
		}
		for j := i; j > 0 && compare(ps[j].key, ps[j-1].key) < 0; j-- {
			ps[j], ps[j-1] = ps[j-1], ps[j]
		}
	}
	return ps
}

func mergeSort(ps []pair) []pair {
	if len(ps) < 2 {
		return ps
	}
	a, b := mergeSort(ps[:len(ps)/2]), mergeSort(ps[len(ps)/2:])
	out := make([]pair, 0, len(ps))
	for len(a) > 0 && len(b) > 0 {
		if compare(b[0].key, a[0].key) < 0 {
			out, b = append(out, b[0]), b[1:]
		} else {
			out, a = append(out, a[0]), a[1:]
		}
	}
	return append(append(out, a...), b...)
}

func order[T int | int64 | uint64 | uintptr | float64 | string](a, b T) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	case a != a && b == b: // NaN first
		return -1
	case b != b && a == a:
		return 1
	}
	return 0
}

// compare orders map keys: nil first, numbers, strings, false before true, structs and arrays by their parts,
// interfaces by type then value.
func compare(a, b value) int {
	if a.t != b.t {
		return order(uintptr(unsafe.Pointer(a.t)), uintptr(unsafe.Pointer(b.t)))
	}
	switch k := a.kind(); {
	case isSignedKind(k):
		return order(a.int(), b.int())
	case isUnsignedKind(k):
		return order(a.uint(), b.uint())
	case k == abi.String:
		return order(a.string(), b.string())
	case k == abi.Float32 || k == abi.Float64:
		return order(a.float(), b.float())
	case k == abi.Complex64 || k == abi.Complex128:
		x, y := a.complex(), b.complex()
		if c := order(real(x), real(y)); c != 0 {
			return c
		}
		return order(imag(x), imag(y))
	case k == abi.Bool:
		return order(a.uint(), b.uint())
	case k == abi.Struct:
		for i := range a.fields() {
			_, x := a.field(i)
			_, y := b.field(i)
			if c := compare(x, y); c != 0 {
				return c
			}
		}
		return 0
	case k == abi.Array:
		for i := 0; i < a.len(); i++ {
			if c := compare(a.index(i), b.index(i)); c != 0 {
				return c
			}
		}
		return 0
	case k == abi.Interface:
		x, okx := a.elem()
		y, oky := b.elem()
		if !okx || !oky {
			if okx == oky {
				return 0
			}
			if okx {
				return 1
			}
			return -1
		}
		return compare(x, y)
	}
	return order(uintptr(a.pointer()), uintptr(b.pointer()))
}
