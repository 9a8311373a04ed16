// Pieces of the runtime's interface that package os calls at start and exit. Replaces runtime.go's os_runtime_args.
package runtime

import _ "unsafe"

//go:linkname os_runtime_args os.runtime_args
func os_runtime_args() []string {
	a := make([]string, argcount())
	for i := range a {
		a[i] = argat(i)
	}
	return a
}
