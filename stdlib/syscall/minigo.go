// Package syscall's calls and its hooks into the runtime, replaced: a system call that may block is one entry of the
// native runtime, which hands the P over (runtime/sched/syscall). Raw ones are std's own, over runtime/internal/syscall.
package syscall

import (
	_ "runtime/internal/syscall"
	_ "unsafe"
)

//go:linkname runtimeSyscall6 runtime.syscall6
func runtimeSyscall6(num, a1, a2, a3, a4, a5, a6 uintptr) (r1, r2, errno uintptr)

//go:linkname runtimeSyscall runtime.syscall
func runtimeSyscall(num, a1, a2, a3 uintptr) (r1, r2, errno uintptr)

//go:linkname runtimeEnvcount runtime.envcount
func runtimeEnvcount() int

//go:linkname runtimeEnvat runtime.envat
func runtimeEnvat(i int) string

func Syscall(trap, a1, a2, a3 uintptr) (r1, r2 uintptr, err Errno) {
	r1, r2, errno := runtimeSyscall(trap, a1, a2, a3)
	return r1, r2, Errno(errno)
}

func Syscall6(trap, a1, a2, a3, a4, a5, a6 uintptr) (r1, r2 uintptr, err Errno) {
	r1, r2, errno := runtimeSyscall6(trap, a1, a2, a3, a4, a5, a6)
	return r1, r2, Errno(errno)
}

func runtime_envs() []string {
	e := make([]string, runtimeEnvcount())
	for i := range e {
		e[i] = runtimeEnvat(i)
	}
	return e
}

func runtimeSetenv(k, v string) { godebugChanged(k, v) }
func runtimeUnsetenv(k string)  { godebugChanged(k, "") }

//go:linkname godebugNotify runtime.godebugNotify
func godebugNotify(value string)

func godebugChanged(k, v string) {
	if k == "GODEBUG" {
		godebugNotify(v)
	}
}
