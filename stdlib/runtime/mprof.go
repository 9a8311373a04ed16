// Profiles: the face of the native runtime's (runtime/prof).
// Replaces runtime/mprof.go, cpuprof.go, pinner.go.
package runtime

import "unsafe"

// A StackRecord describes a single execution stack.
type StackRecord struct{ Stack0 [32]uintptr }

// Stack returns the stack trace, a prefix of r.Stack0.
func (r *StackRecord) Stack() []uintptr { return untilZero(r.Stack0[:]) }

// A MemProfileRecord describes the live objects allocated by a call sequence.
type MemProfileRecord struct {
	AllocBytes, FreeBytes     int64
	AllocObjects, FreeObjects int64
	Stack0                    [32]uintptr
}

func (r *MemProfileRecord) InUseBytes() int64   { return r.AllocBytes - r.FreeBytes }
func (r *MemProfileRecord) InUseObjects() int64 { return r.AllocObjects - r.FreeObjects }
func (r *MemProfileRecord) Stack() []uintptr    { return untilZero(r.Stack0[:]) }

// A BlockProfileRecord describes blocking events of a call sequence.
type BlockProfileRecord struct {
	Count  int64
	Cycles int64
	StackRecord
}

func untilZero(pcs []uintptr) []uintptr {
	for i, pc := range pcs {
		if pc == 0 {
			return pcs[:i]
		}
	}
	return pcs
}

func setMemProfileRate(p *int)
func memProfile(p *MemProfileRecord, n int, inuseZero bool) int
func waitProfile(p *BlockProfileRecord, n int, mutex bool) int

func init() { setMemProfileRate(&MemProfileRate) }

// MemProfile returns the number of records of the memory profile, and the records if p has room for all. What it shows is
// as old as the last collection but one, or the last if all of it has been swept.
func MemProfile(p []MemProfileRecord, inuseZero bool) (n int, ok bool) {
	n = memProfile(unsafe.SliceData(p), len(p), inuseZero)
	return n, n <= len(p)
}

// BlockProfile and MutexProfile return the number of stacks with waits, and the records if p has room for all.
func BlockProfile(p []BlockProfileRecord) (n int, ok bool) {
	n = waitProfile(unsafe.SliceData(p), len(p), false)
	return n, n <= len(p)
}

func MutexProfile(p []BlockProfileRecord) (n int, ok bool) {
	n = waitProfile(unsafe.SliceData(p), len(p), true)
	return n, n <= len(p)
}

func blockevent(cycles int64, skip int)

// SetBlockProfileRate: one sample for so many nanoseconds of waiting; 1 takes all, 0 none.
func SetBlockProfileRate(rate int)

// SetMutexProfileFraction: one of so many contentions is in the profile; 0 turns it off. It returns the fraction before; a
// negative one leaves it.
func SetMutexProfileFraction(rate int) int

// SetCPUProfileRate: so many samples a second of CPU time; 0 ends the profile.
func SetCPUProfileRate(hz int)

func CPUProfile() []byte { panic("CPUProfile no longer available") }

type profChunk struct { // runtime/prof/profbuf.h: Chunk
	data  *uint64
	n     int
	tags  *unsafe.Pointer
	ntags int
	eof   int
}

func readProfile(out *profChunk)

//go:linkname pprof_readProfile runtime/pprof.readProfile
func pprof_readProfile() (data []uint64, tags []unsafe.Pointer, eof bool) {
	c := new(profChunk)
	readProfile(c)
	return unsafe.Slice(c.data, c.n), unsafe.Slice(c.tags, c.ntags), c.eof != 0
}

// SetCgoTraceback checks its arguments as gc does; there is no C code whose frames could be asked for.
func SetCgoTraceback(version int, traceback, context, symbolizer unsafe.Pointer) {
	if version != 0 {
		panic("unsupported version")
	}
}

func goroutineProfile(p *StackRecord, labels *unsafe.Pointer, n int) int
func threadCreateProfile(p *StackRecord, n int) int

// GoroutineProfile returns the number of goroutines, and their stacks if p has room for all; the caller's comes first.
func GoroutineProfile(p []StackRecord) (n int, ok bool) {
	n = goroutineProfile(unsafe.SliceData(p), nil, len(p))
	return n, n <= len(p)
}

// ThreadCreateProfile returns the number of threads, and for each the stack that created it, which is empty.
func ThreadCreateProfile(p []StackRecord) (n int, ok bool) {
	n = threadCreateProfile(unsafe.SliceData(p), len(p))
	return n, n <= len(p)
}

// ---- runtime/pprof

//go:linkname pprof_goroutineProfile runtime/pprof.runtime_goroutineProfileWithLabels
func pprof_goroutineProfile(p []StackRecord, labels []unsafe.Pointer) (n int, ok bool) {
	if labels != nil && len(labels) != len(p) {
		labels = nil
	}
	n = goroutineProfile(unsafe.SliceData(p), unsafe.SliceData(labels), len(p))
	return n, n <= len(p)
}

// Of profiles whose values are in ticks of a clock: ours has nanoseconds.
//
//go:linkname pprof_cyclesPerSecond runtime/pprof.runtime_cyclesPerSecond
func pprof_cyclesPerSecond() int64 { return 1e9 }

//go:linkname pprof_FrameStartLine runtime/pprof.runtime_FrameStartLine
func pprof_FrameStartLine(f *Frame) int { return f.startLine }

//go:linkname pprof_FrameSymbolName runtime/pprof.runtime_FrameSymbolName
func pprof_FrameSymbolName(f *Frame) string { return f.symbol }

// A stack that was cut off goes on to the end of the function that the last of its inlined frames is in.
//
//go:linkname pprof_expandFinalInlineFrame runtime/pprof.runtime_expandFinalInlineFrame
func pprof_expandFinalInlineFrame(stk []uintptr) []uintptr {
	if len(stk) == 0 {
		return stk
	}
	var frames [64]pcinfoRecord // runtime/stack/symtab.h: maxInlineDepth
	n := pcinfo(stk[len(stk)-1], &frames[0], len(frames))
	for i := 1; i < n; i++ {
		if frames[i].flags&2 == 0 {
			stk = append(stk, frames[i].pc)
		}
	}
	return stk
}

// ---- Pinner

// A Pinner is a set of objects pinned to where they are. Nothing moves: pinning is keeping alive.
type Pinner struct{ pins *pins }

type pins struct{ refs []unsafe.Pointer }

// Pin pins the object a pointer, channel, map, function or unsafe.Pointer refers to.
func (p *Pinner) Pin(object any) {
	e := (*eface)(unsafe.Pointer(&object))
	if e.typ == nil {
		panic(errorString("runtime.Pinner: argument is nil"))
	}
	const kindAt, kindMask, pointer, unsafePointer = 23, 31, 22, 26 // internal/abi.Type.Kind_
	if kind := *(*uint8)(unsafe.Add(unsafe.Pointer(e.typ), kindAt)) & kindMask; kind != pointer && kind != unsafePointer {
		panic(errorString("runtime.Pinner: argument is not a pointer: " + typestring(e.typ)))
	}
	if p.pins == nil {
		p.pins = new(pins)
		SetFinalizer(p.pins, func(p *pins) {
			if len(p.refs) != 0 {
				panic(errorString("runtime.Pinner: found leaking pinned pointer; forgot to call Unpin?"))
			}
		})
	}
	p.pins.refs = append(p.pins.refs, e.data)
}

// Unpin unpins all pinned objects of the Pinner.
func (p *Pinner) Unpin() {
	if p.pins != nil {
		p.pins.refs = nil
	}
}
