// The exported functions of package runtime that are no types or errors. What has no body is an entry of the native runtime.
// Replaces runtime/extern.go, symtab.go, debug.go.
package runtime

import "unsafe"

const (
	Compiler = "gc" // build constraints and programs that test for it expect gc's behaviour
	GOOS     = "linux"
	GOARCH   = "amd64"
)

func Version() string { return "go1.22.12" }
func GOROOT() string  { return gogetenvOr("GOROOT", "/usr/lib/go-1.22") }

func GC()
func Gosched()
func Goexit()
func GOMAXPROCS(n int) int
func NumCPU() int
func NumGoroutine() int
func LockOSThread()
func UnlockOSThread()
func SetFinalizer(obj any, finalizer any)

func NumCgoCall() int64 { return 0 }

// Breakpoint executes a breakpoint trap (jit/intrinsics.def).
func Breakpoint()

// KeepAlive marks its argument as currently reachable.
//
//go:noinline
func KeepAlive(x any) {}

func nanotime() int64
func rand() uint64
func exit(code int)
func write(fd uintptr, p unsafe.Pointer, n int32) int32

func stack(buf *byte, n int, all bool) int

// Stack formats a stack trace of the calling goroutine (or of all) into buf and returns the number of bytes written.
func Stack(buf []byte, all bool) int {
	if len(buf) == 0 {
		return 0
	}
	return stack(&buf[0], len(buf), all)
}

func argcount() int
func argat(i int) string
func envcount() int
func envat(i int) string

func gogetenvOr(key, def string) string {
	for i := 0; i < envcount(); i++ {
		e := envat(i)
		if len(e) > len(key) && e[len(key)] == '=' && e[:len(key)] == key {
			return e[len(key)+1:]
		}
	}
	return def
}

// ---- callers

type pcinfoRecord struct {
	function, file string
	line           int
	entry          uintptr
	fn             *Func // the physical function
	startLine      int
	flags          int // 1: inlined, 2: wrapper, 4: pc is the function's entry
	pc             uintptr
}

func callers(skip int, pcs *uintptr, n int) int
func pcinfo(pc uintptr, out *pcinfoRecord, n int) int

// Caller reports the file and line of the skip-th caller; 0 is the caller of Caller.
//
//go:noinline
func Caller(skip int) (pc uintptr, file string, line int, ok bool) {
	if callers(skip+1, &pc, 1) == 0 {
		return 0, "", 0, false
	}
	var rec pcinfoRecord
	pcinfo(pc, &rec, 1)
	return pc, rec.file, rec.line, true
}

// Callers fills pc with the return addresses of the calling goroutine's stack; skip 0 is Callers itself.
//
//go:noinline
func Callers(skip int, pc []uintptr) int {
	if len(pc) == 0 {
		return 0
	}
	return callers(skip, &pc[0], len(pc))
}

// A Frame is the information returned by Frames for each call frame.
type Frame struct {
	PC        uintptr
	Func      *Func
	Function  string
	File      string
	Line      int
	startLine int
	Entry     uintptr
	symbol    string // Function, with its type arguments
}

// Frames turns the result of Callers into functions, files and lines.
type Frames struct {
	callers []uintptr
}

func CallersFrames(callers []uintptr) *Frames { return &Frames{callers} }

func (f *Frames) Next() (frame Frame, more bool) {
	for len(f.callers) > 0 {
		pc := f.callers[0]
		f.callers = f.callers[1:]
		var r pcinfoRecord
		if pcinfo(pc, &r, 1) == 0 {
			continue
		}
		if r.flags&4 == 0 {
			pc--
		}
		frame = Frame{pc, r.fn, withoutTypeArgs(r.function), r.file, r.line, r.startLine, r.entry, r.function}
		if r.flags&1 != 0 {
			frame.Func = nil // inlined
		}
		return frame, len(f.callers) > 0
	}
	return Frame{}, false
}

// A Func is a function of the running program (the native runtime's record of it).
type Func struct{ opaque [1]byte }

type funcInfo struct { // runtime/abi/funcmap.h: FuncInfo
	lo, hi uint32
	name   *byte
}

// pcrecord describes the logical frame of a pc: a return address (as Callers gives them) or a function's entry.
func pcrecord(pc uintptr) (rec pcinfoRecord, ok bool) {
	if pcinfo(pc+1, &rec, 1) > 0 && rec.entry == pc {
		return rec, true
	}
	ok = pcinfo(pc, &rec, 1) > 0
	return rec, ok
}

// FuncForPC returns the function of pc; of an inlined one a record is made that differs from its caller's in the name.
func FuncForPC(pc uintptr) *Func {
	rec, ok := pcrecord(pc)
	if !ok {
		return nil
	}
	if rec.flags&1 == 0 {
		return rec.fn
	}
	return (*Func)(unsafe.Pointer(&inlinedFunc{funcInfo{isInlined, isInlined, unsafe.StringData(rec.function)}, rec.fn}))
}

// An inlinedFunc is a Func that has no code of its own: its lo says so.
type inlinedFunc struct {
	funcInfo
	outer *Func
}

const isInlined = ^uint32(0)

func (f *Func) Name() string {
	if f == nil {
		return ""
	}
	p := (*funcInfo)(unsafe.Pointer(f)).name
	n := 0
	for *(*byte)(unsafe.Add(unsafe.Pointer(p), n)) != 0 {
		n++
	}
	return withoutTypeArgs(unsafe.String(p, n))
}

// withoutTypeArgs turns the name of an instance, main.(*T[go.shape.int]).M, into main.(*T[...]).M.
func withoutTypeArgs(name string) string {
	for i := 0; i < len(name); i++ {
		if name[i] != '[' {
			continue
		}
		j := len(name) - 1
		for name[j] != ']' && j > i {
			j--
		}
		return name[:i] + "[...]" + name[j+1:]
	}
	return name
}

func funcaddr(f *Func) uintptr

func (f *Func) Entry() uintptr {
	if f == nil {
		return 0
	}
	if in := (*inlinedFunc)(unsafe.Pointer(f)); in.lo == isInlined {
		return funcaddr(in.outer)
	}
	return funcaddr(f)
}

func (f *Func) FileLine(pc uintptr) (file string, line int) {
	rec, ok := pcrecord(pc)
	if !ok {
		return "?", 0
	}
	return rec.file, rec.line
}

// getAuxv is for x/sys/cpu, which reads /proc/self/auxv if there is nothing here.
func getAuxv() []uintptr { return nil }
