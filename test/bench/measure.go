// measure: what the programs of this folder share. A measure prints one line "name value": nanoseconds of processor time
// per operation, the first quartile of several runs. Processor time, because the machine may be busy; the whole process's, so
// that a collector working beside the program is counted.
package main

import (
	"slices"
	"syscall"
	"unsafe"
)

const clockProcessCPU = 2

func cpuTime() int64 {
	var t syscall.Timespec
	syscall.RawSyscall(syscall.SYS_CLOCK_GETTIME, clockProcessCPU, uintptr(unsafe.Pointer(&t)), 0)
	return t.Sec*1e9 + t.Nsec
}

var sink int // results go here, so that no work can be left out

// measure runs f(n), which does n operations, until 0.25 s have gone by, at least five times, and reports the first quartile:
// other programs make a run longer, and now and then the clock of a busy virtual machine makes one far too short.
func measure(name string, n int, f func(int)) {
	f(n/10 + 1)
	var all []int64
	for total := int64(0); len(all) < 5 || total < 250e6; {
		t := cpuTime()
		f(n)
		t = cpuTime() - t
		all = append(all, t)
		total += t
	}
	slices.Sort(all)
	report(name, n, all[len(all)/4])
}

// report prints what one of n operations took, which together took ns.
func report(name string, n int, ns int64) {
	ps := max(1, ns*1000/int64(n))
	print(name, " ", ps/1000, ".", ps/100%10, ps/10%10, ps%10, "\n")
}
