// The hooks of internal/godebug: it parses $GODEBUG itself, and again when the program sets the variable.
package runtime

import _ "unsafe"

var godebugUpdate func(string, string)

// What GODEBUG is for this program by default: its //go:debug lines, on top of what the go line of go.mod stands for. The
// loader fills it in, as gc's linker does.
var godebugDefault = ""

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

// Settings that were not at their default are counted for runtime/metrics, which nothing reads here.
//
//go:linkname godebug_registerMetric internal/godebug.registerMetric
func godebug_registerMetric(name string, read func() uint64) {}

//go:linkname godebug_setNewIncNonDefault internal/godebug.setNewIncNonDefault
func godebug_setNewIncNonDefault(newIncNonDefault func(string) func()) {}
