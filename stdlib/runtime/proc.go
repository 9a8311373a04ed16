// Goroutines of the runtime itself.
package runtime

// forcegcwait parks until a collection is due by time, and does it (runtime/sched/sysmon.cpp).
func forcegcwait()

func forcegchelper() {
	for {
		forcegcwait()
	}
}

// gcBgMarkWork parks until the collector has work for this goroutine, and does it (runtime/mem/mgcworker.cpp).
func gcBgMarkWork()

func gcBgMarkWorker() {
	for {
		gcBgMarkWork()
	}
}

// bgsweepWork parks until there are spans to sweep, and sweeps for a moment (runtime/mem/mgcsweep.cpp).
func bgsweepWork()

func bgsweep() {
	for {
		bgsweepWork()
		Gosched()
	}
}
