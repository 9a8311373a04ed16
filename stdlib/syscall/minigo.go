// Package syscall's own assembly and its hooks into the runtime, replaced: every system call is an entry of the
// native runtime, which hands the P over when a call blocks (runtime/sched/syscall).
package syscall

import _ "unsafe"

//go:linkname runtimeSyscall6 runtime.Syscall6
func runtimeSyscall6(num, a1, a2, a3, a4, a5, a6 uintptr) (r1, r2, errno uintptr)

//go:linkname runtimeSyscall runtime.Syscall
func runtimeSyscall(num, a1, a2, a3 uintptr) (r1, r2, errno uintptr)

//go:linkname runtimeRawSyscall6 runtime.RawSyscall6
func runtimeRawSyscall6(num, a1, a2, a3, a4, a5, a6 uintptr) (r1, r2, errno uintptr)

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

func RawSyscall(trap, a1, a2, a3 uintptr) (r1, r2 uintptr, err Errno) {
	r1, r2, errno := runtimeRawSyscall6(trap, a1, a2, a3, 0, 0, 0)
	return r1, r2, Errno(errno)
}

func RawSyscall6(trap, a1, a2, a3, a4, a5, a6 uintptr) (r1, r2 uintptr, err Errno) {
	r1, r2, errno := runtimeRawSyscall6(trap, a1, a2, a3, a4, a5, a6)
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
