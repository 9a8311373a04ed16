// Execution traces: who waits for whom. What a trace consists of is the native runtime's (runtime/trace/generation.cpp); here
// are the steps between which goroutines wait. Replaces runtime/trace2.go, trace2runtime.go.
package runtime

import "unsafe"

func traceBegin() bool             // false: there is a trace already
func traceSwitch(stop bool) uint64 // ends a generation, and returns it; 0: there is no trace
func traceAwaitReader(gen uint64)  // until ReadTrace has handed the generation out
func traceEnded()                  // after the last one
func traceRead() (p *byte, n int)  // waits for the next part; nil: that was all
func traceAdvanceWait() bool       // waits until a generation is to end; false: the trace has ended
func traceWakeAdvancer()           // so that it notices
func newsystemproc(fn func())      // a go statement for goroutines that programs do not see

var (
	traceAdvancing = make(chan struct{}, 1) // held by who ends a generation
	traceAdvanced  = make(chan struct{})    // the advancer has left
)

// StartTrace enables tracing for the current process. Its data is to be read by ReadTrace.
func StartTrace() error {
	traceAdvancing <- struct{}{}
	began := traceBegin()
	if began {
		newsystemproc(traceAdvancer)
	}
	<-traceAdvancing
	if !began {
		return errorString("tracing is already enabled")
	}
	return nil
}

// StopTrace stops tracing, if it was enabled, after all reads of the trace have completed.
func StopTrace() {
	traceAdvancing <- struct{}{}
	if gen := traceSwitch(true); gen != 0 {
		traceAwaitReader(gen)
		traceWakeAdvancer()
		<-traceAdvancing // the advancer may be waiting for it
		<-traceAdvanced
		traceEnded()
		return
	}
	<-traceAdvancing
}

// A generation of a trace is complete in itself, and ends after a second (GODEBUG=traceadvanceperiod), or when it grows large.
func traceAdvancer() {
	for traceAdvanceWait() {
		traceAdvancing <- struct{}{}
		if gen := traceSwitch(false); gen != 0 {
			traceAwaitReader(gen)
		}
		<-traceAdvancing
	}
	traceAdvanced <- struct{}{}
}

// ReadTrace returns the next chunk of binary tracing data, blocking until data is available, or nil when tracing is turned
// off and all data has been returned. The caller must copy it before the next call, and must not call it from several
// goroutines at once.
func ReadTrace() []byte {
	p, n := traceRead()
	return unsafe.Slice(p, n)
}
