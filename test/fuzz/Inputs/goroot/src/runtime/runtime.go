// Stand-in for fuzzing: see test/fuzz/fuzz_check.cpp.
package runtime

const GOARCH, GOOS, Compiler = "amd64", "linux", "gc"

type Error interface {
	error
	RuntimeError()
}
type MemStats struct{ Mallocs, Frees, HeapAlloc uint64 }

func GC()                                                          {}
func Gosched()                                                     {}
func KeepAlive(x any)                                              {}
func SetFinalizer(obj, finalizer any)                              {}
func ReadMemStats(m *MemStats)                                     {}
func Caller(skip int) (pc uintptr, file string, line int, ok bool) { return }
