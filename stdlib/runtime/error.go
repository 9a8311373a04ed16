// Package runtime: the Go side of minigo's native runtime. It replaces gc's package: the scheduler, the collector,
// channels and maps are C++ (runtime/ at the top of the repository); here are the types programs see and the panics
// that compiled code raises. Bodyless functions bind to the table of entries (runtime/abi/entries.def) by name.
//
//minigo:package
package runtime

import "unsafe"

// Error identifies a run time error, as opposed to an ordinary panic.
type Error interface {
	error
	RuntimeError()
}

// A TypeAssertionError explains a failed type assertion.
type TypeAssertionError struct {
	_interface    *_type
	concrete      *_type
	asserted      *_type
	missingMethod string // one method needed by Interface, missing from Concrete
}

func (*TypeAssertionError) RuntimeError() {}

func (e *TypeAssertionError) Error() string {
	inter := "interface"
	if e._interface != nil {
		inter = typestring(e._interface)
	}
	want := typestring(e.asserted)
	if e.concrete == nil {
		return "interface conversion: " + inter + " is nil, not " + want
	}
	have := typestring(e.concrete)
	if e.missingMethod != "" {
		return "interface conversion: " + have + " is not " + want + ": missing method " + e.missingMethod
	}
	s := "interface conversion: " + inter + " is " + have + ", not " + want
	if have == want {
		if typepkgpath(e.concrete) != typepkgpath(e.asserted) {
			s += " (types from different packages)"
		} else {
			s += " (types from different scopes)"
		}
	}
	return s
}

// errorString is a runtime error with a fixed text.
type errorString string

func (e errorString) RuntimeError() {}
func (e errorString) Error() string { return "runtime error: " + string(e) }

// plainError is a runtime error whose text has no prefix.
type plainError string

func (e plainError) RuntimeError() {}
func (e plainError) Error() string { return string(e) }

// A PanicNilError happens when code calls panic(nil).
type PanicNilError struct {
	_ [0]func() // not comparable
}

func (*PanicNilError) Error() string {
	return "panic called with nil argument"
}
func (*PanicNilError) RuntimeError() {}

// boundsError is an index or slice operation out of range: x is the operand, y what it was compared with.
type boundsError struct {
	x      int64
	y      int
	signed bool
	code   boundsErrorCode
}

type boundsErrorCode uint8

const (
	boundsIndex boundsErrorCode = iota
	boundsSliceAlen
	boundsSliceAcap
	boundsSliceB
	boundsSlice3Alen
	boundsSlice3Acap
	boundsSlice3B
	boundsSlice3C
	boundsConvert
)

// The texts; %x and %y stand for the operands. A negative x has texts of its own.
var boundsText = [...]string{
	boundsIndex:      "index out of range [%x] with length %y",
	boundsSliceAlen:  "slice bounds out of range [:%x] with length %y",
	boundsSliceAcap:  "slice bounds out of range [:%x] with capacity %y",
	boundsSliceB:     "slice bounds out of range [%x:%y]",
	boundsSlice3Alen: "slice bounds out of range [::%x] with length %y",
	boundsSlice3Acap: "slice bounds out of range [::%x] with capacity %y",
	boundsSlice3B:    "slice bounds out of range [:%x:%y]",
	boundsSlice3C:    "slice bounds out of range [%x:%y:]",
	boundsConvert:    "cannot convert slice with length %x to array or pointer to array with length %y",
}

var boundsNegText = [...]string{
	boundsIndex:      "index out of range [%x]",
	boundsSliceAlen:  "slice bounds out of range [:%x]",
	boundsSliceAcap:  "slice bounds out of range [:%x]",
	boundsSliceB:     "slice bounds out of range [%x:]",
	boundsSlice3Alen: "slice bounds out of range [::%x]",
	boundsSlice3Acap: "slice bounds out of range [::%x]",
	boundsSlice3B:    "slice bounds out of range [:%x:]",
	boundsSlice3C:    "slice bounds out of range [%x::]",
}

func (e boundsError) RuntimeError() {}

func (e boundsError) Error() string {
	text := boundsText[e.code]
	if e.signed && e.x < 0 {
		text = boundsNegText[e.code]
	}
	b := append(make([]byte, 0, 100), "runtime error: "...)
	for i := 0; i < len(text); i++ {
		if text[i] != '%' {
			b = append(b, text[i])
			continue
		}
		i++
		if text[i] == 'x' {
			b = appendInt(b, e.x, e.signed)
		} else {
			b = appendInt(b, int64(e.y), true)
		}
	}
	return string(b)
}

func appendInt(b []byte, v int64, signed bool) []byte {
	u := uint64(v)
	if signed && v < 0 {
		b = append(b, '-')
		u = -u
	}
	var buf [20]byte
	i := len(buf)
	for {
		i--
		buf[i] = byte('0' + u%10)
		u /= 10
		if u == 0 {
			break
		}
	}
	return append(b, buf[i:]...)
}

type stringer interface{ String() string }

// errorAddressString is a memory fault whose address the program may ask for (SetPanicOnFault).
type errorAddressString struct {
	msg  string
	addr uintptr
}

func (e errorAddressString) RuntimeError() {}
func (e errorAddressString) Error() string { return "runtime error: " + e.msg }
func (e errorAddressString) Addr() uintptr { return e.addr }

// _type is a type descriptor (runtime/abi/type.h); opaque here.
type _type struct {
	size uintptr
}

func typestringBytes(t *_type) string
func typepkgpathBytes(t *_type) string

func typestring(t *_type) string  { return typestringBytes(t) }
func typepkgpath(t *_type) string { return typepkgpathBytes(t) }

type eface struct {
	typ  *_type
	data unsafe.Pointer
}
