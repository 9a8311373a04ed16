package fmt

import (
	"internal/abi"
	"unsafe"
)

// arg prints one operand under a verb.
func (p *printer) arg(a any, verb rune) {
	if a == nil {
		switch verb {
		case 'T', 'v':
			p.pad("<nil>")
		default:
			p.badVerb(verb, a, value{})
		}
		return
	}
	switch verb {
	case 'T':
		p.fmtString(typestring(valueOf(a).t), 's')
		return
	case 'p':
		p.fmtPointer(valueOf(a), 'p')
		return
	}
	// Basic types have no methods.
	switch v := a.(type) {
	case bool:
		if verb == 't' || verb == 'v' {
			p.fmtBool(v)
			return
		}
	case string:
		if p.fmtString(v, verb) {
			return
		}
	case int:
		if isIntVerb(verb) {
			p.fmtInt(uint64(v), true, verb)
			return
		}
	}
	if !p.methods(a, verb) {
		p.value(valueOf(a), verb, 0)
	}
}

func (p *printer) badVerb(verb rune, a any, v value) {
	p.erroring = true
	p.str("%!")
	p.runeOut(verb)
	p.byte('(')
	switch {
	case a != nil:
		v = valueOf(a)
		fallthrough
	case v.t != nil:
		p.str(typestring(v.t))
		p.byte('=')
		p.value(v, 'v', 0)
	default:
		p.str("<nil>")
	}
	p.byte(')')
	p.erroring = false
}

// methods lets the operand format itself; reports whether it did.
func (p *printer) methods(a any, verb rune) (handled bool) {
	if p.erroring {
		return false
	}
	if verb == 'w' {
		err, ok := a.(error)
		if !ok || !p.wrapErrs {
			p.badVerb(verb, a, value{})
			return true
		}
		p.wrapped = append(p.wrapped, err)
		verb = 'v'
	}
	// The result is set first: a panic in a method is text, too.
	if f, ok := a.(Formatter); ok {
		handled = true
		defer p.catchPanic(a, verb, "Format")
		f.Format(p, verb)
		return
	}
	if p.sharpV {
		if s, ok := a.(GoStringer); ok {
			handled = true
			defer p.catchPanic(a, verb, "GoString")
			p.pad(s.GoString())
			return
		}
		return false
	}
	switch verb {
	case 'v', 's', 'x', 'X', 'q':
		switch v := a.(type) {
		case error:
			handled = true
			defer p.catchPanic(a, verb, "Error")
			p.fmtString(v.Error(), verb)
		case Stringer:
			handled = true
			defer p.catchPanic(a, verb, "String")
			p.fmtString(v.String(), verb)
		}
	}
	return
}

// catchPanic turns a panic in an operand's method into text; a nil receiver prints <nil>.
func (p *printer) catchPanic(a any, verb rune, method string) {
	err := recover()
	if err == nil {
		return
	}
	if v := valueOf(a); v.kind() == abi.Pointer && v.isNil() {
		p.str("<nil>")
		return
	}
	if p.panicking {
		panic(err)
	}
	saved := *p
	p.clearFlags()
	p.str("%!")
	p.runeOut(verb)
	p.str("(PANIC=")
	p.str(method)
	p.str(" method: ")
	p.panicking = true
	p.arg(err, 'v')
	p.panicking = false
	p.byte(')')
	b := p.buf
	*p = saved
	p.buf = b
}

func (p *printer) fmtPointer(v value, verb rune) {
	var u uintptr
	switch v.kind() {
	case abi.Chan, abi.Func, abi.Map, abi.Pointer, abi.Slice, abi.UnsafePointer:
		u = uintptr(v.pointer())
		if v.kind() == abi.Func && u != 0 {
			u = *(*uintptr)(v.pointer())
		}
	default:
		p.badVerb(verb, nil, v)
		return
	}
	switch verb {
	case 'v':
		if p.sharpV {
			p.byte('(')
			p.str(typestring(v.t))
			p.str(")(")
			if u == 0 {
				p.str("nil")
			} else {
				p.fmt0x(uint64(u), true)
			}
			p.byte(')')
		} else if u == 0 {
			p.pad("<nil>")
		} else {
			p.fmt0x(uint64(u), !p.sharp)
		}
	case 'p':
		p.fmt0x(uint64(u), !p.sharp)
	case 'b', 'o', 'd', 'x', 'X':
		p.fmtInt(uint64(u), false, verb)
	default:
		p.badVerb(verb, nil, v)
	}
}

func (p *printer) fmt0x(u uint64, lead bool) {
	sharp := p.sharp
	p.sharp = lead
	p.fmtInteger(u, 16, false, 'v', lowerDigits)
	p.sharp = sharp
}

// value prints v by its kind; depth > 0 inside a composite.
func (p *printer) value(v value, verb rune, depth int) {
	if depth > 0 && !v.ro && v.kind() != abi.Interface && p.hasMethods(v) {
		if p.methods(v.iface(), verb) {
			return
		}
	}
	k := v.kind()
	switch {
	case k == abi.Bool:
		if verb == 't' || verb == 'v' {
			p.fmtBool(v.bool())
			return
		}
	case isSignedKind(k):
		if isIntVerb(verb) {
			p.fmtInt(uint64(v.int()), true, verb)
			return
		}
	case isUnsignedKind(k):
		if isIntVerb(verb) {
			p.fmtInt(v.uint(), false, verb)
			return
		}
	case k == abi.Float32 || k == abi.Float64:
		if isFloatVerb(verb) {
			p.fmtFloat(v.float(), int(v.t.Size_)*8, verb)
			return
		}
	case k == abi.Complex64 || k == abi.Complex128:
		if isFloatVerb(verb) {
			p.fmtComplex(v.complex(), int(v.t.Size_)*8, verb)
			return
		}
	case k == abi.String:
		if p.fmtString(v.string(), verb) {
			return
		}
	case k == abi.Map:
		p.mapValue(v, verb, depth)
		return
	case k == abi.Struct:
		p.structValue(v, verb, depth)
		return
	case k == abi.Interface:
		if e, ok := v.elem(); ok {
			p.value(e, verb, depth+1)
		} else if p.sharpV {
			p.str(typestring(v.t))
			p.str("(nil)")
		} else {
			p.str("<nil>")
		}
		return
	case k == abi.Array || k == abi.Slice:
		p.listValue(v, verb, depth)
		return
	case k == abi.Pointer:
		if depth == 0 && !v.isNil() {
			switch e := v.deref(); e.kind() {
			case abi.Array, abi.Slice, abi.Struct, abi.Map:
				p.byte('&')
				p.value(e, verb, depth+1)
				return
			}
		}
		p.fmtPointer(v, verb)
		return
	default: // chan, func, unsafe.Pointer
		p.fmtPointer(v, verb)
		return
	}
	p.badVerb(verb, nil, v)
}

// hasMethods: only named types and pointers to them, and structs that embed, can have methods.
func (p *printer) hasMethods(v value) bool { return v.t.TFlag&abi.TFlagUncommon != 0 }

func (p *printer) mapValue(v value, verb rune, depth int) {
	open, sep, end := "map[", " ", "]"
	if p.sharpV {
		p.str(typestring(v.t))
		if v.isNil() {
			p.str("(nil)")
			return
		}
		open, sep, end = "{", ", ", "}"
	}
	p.str(open)
	for i, kv := range v.sortedPairs() {
		if i > 0 {
			p.str(sep)
		}
		p.value(kv.key, verb, depth+1)
		p.byte(':')
		p.value(kv.elem, verb, depth+1)
	}
	p.str(end)
}

func (p *printer) structValue(v value, verb rune, depth int) {
	if p.sharpV {
		p.str(typestring(v.t))
	}
	p.byte('{')
	for i := range v.fields() {
		if i > 0 {
			if p.sharpV {
				p.str(", ")
			} else {
				p.byte(' ')
			}
		}
		name, f := v.field(i)
		if p.plusV || p.sharpV {
			p.str(name)
			p.byte(':')
		}
		if f.kind() == abi.Interface && !f.isNilIface() {
			f, _ = f.elem()
		}
		p.value(f, verb, depth+1)
	}
	p.byte('}')
}

func (v value) isNilIface() bool { return *(*unsafe.Pointer)(v.p) == nil }

func (p *printer) listValue(v value, verb rune, depth int) {
	et := v.elemType()
	if et.Kind() == abi.Uint8 {
		switch verb {
		case 's', 'q', 'x', 'X':
			n := v.len()
			b := make([]byte, n)
			for i := range b {
				b[i] = byte(v.index(i).uint())
			}
			p.fmtString(string(b), verb)
			return
		case 'd', 'v':
			if !p.sharpV {
				break
			}
			p.str(typestring(v.t))
			if v.kind() == abi.Slice && v.isNil() {
				p.str("(nil)")
				return
			}
			p.byte('{')
			for i := 0; i < v.len(); i++ {
				if i > 0 {
					p.str(", ")
				}
				p.fmt0x(v.index(i).uint(), true)
			}
			p.byte('}')
			return
		}
	}
	if p.sharpV {
		p.str(typestring(v.t))
		if v.kind() == abi.Slice && v.isNil() {
			p.str("(nil)")
			return
		}
		p.byte('{')
		for i := 0; i < v.len(); i++ {
			if i > 0 {
				p.str(", ")
			}
			p.value(v.index(i), verb, depth+1)
		}
		p.byte('}')
		return
	}
	p.byte('[')
	for i := 0; i < v.len(); i++ {
		if i > 0 {
			p.byte(' ')
		}
		p.value(v.index(i), verb, depth+1)
	}
	p.byte(']')
}
