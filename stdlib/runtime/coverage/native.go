// What gc's linker collects for coverage. No code is instrumented here, so there is nothing: the package's functions
// return the errors of a program that was built without -cover. Replaces the bindings in emit.go and hooks.go.
package coverage

import "internal/coverage/rtcov"

func getCovMetaList() []rtcov.CovMetaBlob       { return nil }
func getCovCounterList() []rtcov.CovCounterBlob { return nil }
func getCovPkgMap() map[int]int                 { return nil }

// Only instrumented programs ask for a hook.
func runtime_addExitHook(f func(), runOnNonZeroExit bool) {}
