// Replaces the assembly functions that ask the processor by leaf functions of the native runtime, and asks it by itself: gc's
// runtime does so before any package is initialised.
package cpu

import _ "unsafe"

//go:linkname runtimeCpuid runtime.cpuid
func runtimeCpuid(eax, ecx uint32, out *[4]uint32)

//go:linkname runtimeXgetbv runtime.xgetbv
func runtimeXgetbv() uint64

func cpuid(eaxArg, ecxArg uint32) (eax, ebx, ecx, edx uint32) {
	var out [4]uint32
	runtimeCpuid(eaxArg, ecxArg, &out)
	return out[0], out[1], out[2], out[3]
}

func xgetbv() (eax, edx uint32) {
	v := runtimeXgetbv()
	return uint32(v), uint32(v >> 32)
}

func getGOAMD64level() int32 { return 1 }

//go:linkname gogetenvOr runtime.gogetenvOr
func gogetenvOr(key, def string) string

func init() { Initialize(gogetenvOr("GODEBUG", "")) }
