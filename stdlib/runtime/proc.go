// Goroutines of the runtime itself.
package runtime

// forcegcwait parks until a collection is due by time, and does it (runtime/sched/sysmon.cpp).
func forcegcwait()

func forcegchelper() {
	for {
		forcegcwait()
	}
}
