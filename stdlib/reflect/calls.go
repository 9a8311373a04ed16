// Replaces the parts of reflect that are assembly in gc: calling a function whose type is known at run time only, and
// being called through one that MakeFunc made. The runtime converts between reflect's argument frames and registers
// (runtime/lang/reflect_call).
package reflect

import (
	"internal/abi"
	"runtime"
	"sync"
	"unsafe"
)

// One call's registers; the runtime knows the layout. Words may be pointers or not: the collector must not look at
// them. What they refer to is held by the argument frame.
type callRegs struct {
	code    uintptr
	ints    [10]uintptr
	floats  [8]uint64
	nstack  uintptr
	stack   unsafe.Pointer
	rInts   [3]uintptr
	rFloats [2]uint64
	ftyp    uintptr
	results uintptr
}

func callArgs(ftyp *funcType, rcvr bool, fn, frame unsafe.Pointer, regs *callRegs)
func stubSetup(method bool, call func(ctxt, frame unsafe.Pointer) unsafe.Pointer, funcType uintptr)
func stubPC(method bool) uintptr

//go:linkname reflectcall runtime.reflectcall
func reflectcall(regs *callRegs)

var frameKeys sync.Map // frame type made by funcLayout -> layoutKey

func frameKey(frametype *abi.Type) layoutKey {
	if k, ok := frameKeys.Load(frametype); ok {
		return k.(layoutKey)
	}
	var key layoutKey
	layoutCache.Range(func(k, v any) bool {
		if v.(layoutType).t == frametype {
			key = k.(layoutKey)
			return false
		}
		return true
	})
	if key.ftyp == nil {
		panic("reflect: call with an unknown frame type")
	}
	frameKeys.Store(frametype, key)
	return key
}

func call(stackArgsType *abi.Type, f, stackArgs unsafe.Pointer, stackArgsSize, stackRetOffset, frameSize uint32, regArgs *abi.RegArgs) {
	key := frameKey(stackArgsType)
	regs := new(callRegs)
	callArgs(key.ftyp, key.rcvr != nil, f, stackArgs, regs)
	reserveStack(regs.nstack)
	reflectcall(regs)
	runtime.KeepAlive(regs)
	runtime.KeepAlive(f)
	runtime.KeepAlive(stackArgs)
}

// reflectcall has no stack check of its own: make sure that many argument words fit.
//
//go:noinline
func reserveStack(words uintptr) {
	if words <= 8 {
		return
	}
	var pad [256]uintptr
	touch(&pad)
	if words > 128 {
		reserveStack(words - 128)
	}
}

//go:noinline
func touch(*[256]uintptr) {}

func MakeFunc(typ Type, fn func(args []Value) (results []Value)) Value {
	if typ.Kind() != Func {
		panic("reflect: call of MakeFunc with non-Func type")
	}
	t := typ.common()
	stubSetup(false, callMakeFunc, unsafe.Offsetof(makeFuncImpl{}.ftyp)) // here: only programs that use it compile it
	impl := &makeFuncImpl{
		makeFuncCtxt: makeFuncCtxt{fn: stubPC(false)},
		ftyp:         (*funcType)(unsafe.Pointer(t)),
		fn:           fn,
	}
	return Value{t, unsafe.Pointer(impl), flag(Func)}
}

// A method value with its function type, which the stub needs.
type boundMethod struct {
	methodValue
	ftyp *funcType
}

func makeMethodValue(op string, v Value) Value {
	if v.flag&flagMethod == 0 {
		panic("reflect: internal error: invalid use of makeMethodValue")
	}
	rcvr := Value{v.typ(), v.ptr, v.flag&flagRO | flag(v.typ().Kind()) | v.flag&flagIndir}
	stubSetup(true, callMethodValue, unsafe.Offsetof(boundMethod{}.ftyp))
	fv := &boundMethod{ftyp: (*funcType)(unsafe.Pointer(v.Type().(*rtype)))}
	fv.fn = stubPC(true)
	fv.method = int(v.flag) >> flagMethodShift
	fv.rcvr = rcvr
	methodReceiver(op, fv.rcvr, fv.method) // panics now rather than at the call
	return Value{fv.ftyp.Common(), unsafe.Pointer(fv), v.flag&flagRO | flag(Func)}
}

func methodValueCallCodePtr() uintptr { return stubPC(true) }

func makeFuncStub()    {}
func methodValueCall() {}

func callMakeFunc(ctxt, frame unsafe.Pointer) unsafe.Pointer {
	var retValid bool
	var regs abi.RegArgs
	callReflect((*makeFuncImpl)(ctxt), frame, &retValid, &regs)
	return frame
}

func callMethodValue(ctxt, frame unsafe.Pointer) unsafe.Pointer {
	var retValid bool
	var regs abi.RegArgs
	callMethod((*methodValue)(ctxt), frame, &retValid, &regs)
	return frame
}
