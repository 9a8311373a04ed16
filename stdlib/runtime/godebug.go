// The hooks of internal/godebug: it parses $GODEBUG itself, and again when the program sets the variable. So does the
// native runtime with the knobs that may change while a program runs.
package runtime

import (
	"internal/godebugs"
	_ "unsafe"
)

var godebugUpdate func(string, string)

// What GODEBUG is for this program by default: its //go:debug lines, on top of what the go line of go.mod stands for. gc's
// linker fills it in; here the program's module has it.
var godebugDefault = godebugDefaultOfProgram()

func godebugDefaultOfProgram() string

func reparsedebugvars(defaults, env string)

func init() {
	if godebugDefault != "" {
		reparsedebugvars(godebugDefault, gogetenvOr("GODEBUG", ""))
	}
}

//go:linkname godebug_setUpdate internal/godebug.setUpdate
func godebug_setUpdate(update func(string, string)) {
	godebugUpdate = update
	update(godebugDefault, gogetenvOr("GODEBUG", ""))
}

//go:linkname godebugNotify runtime.godebugNotify
func godebugNotify(value string) {
	reparsedebugvars(godebugDefault, value)
	if godebugUpdate != nil {
		godebugUpdate(godebugDefault, value)
	}
}

// Settings that were used at another value than their default count it, for runtime/metrics. A channel is the lock.
var (
	godebugMetrics     = map[string]func() uint64{}
	godebugMetricsLock = make(chan bool, 1)
)

//go:linkname godebug_registerMetric internal/godebug.registerMetric
func godebug_registerMetric(name string, read func() uint64) {
	godebugMetricsLock <- true
	godebugMetrics[name] = read
	<-godebugMetricsLock
}

func godebugMetric(name string) (n uint64, ok bool) {
	godebugMetricsLock <- true
	read := godebugMetrics[name]
	<-godebugMetricsLock
	if read != nil {
		return read(), true
	}
	const before, after = "/godebug/non-default-behavior/", ":events"
	if len(name) < len(before)+len(after) || name[:len(before)] != before || name[len(name)-len(after):] != after {
		return 0, false
	}
	info := godebugs.Lookup(name[len(before) : len(name)-len(after)])
	return 0, info != nil && !info.Opaque
}

// How the runtime would count settings of its own. It has one, panicnil, which is counted where panics begin.
//
//go:linkname godebug_setNewIncNonDefault internal/godebug.setNewIncNonDefault
func godebug_setNewIncNonDefault(newIncNonDefault func(string) func()) {}
