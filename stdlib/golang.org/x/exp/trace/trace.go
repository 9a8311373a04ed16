// Package trace is golang.org/x/exp/trace as of Go 1.22: the reader of execution traces, which std has as
// internal/trace/v2. The names are one and the same, so that programs that read traces need no module from the network.
// A copy that the program's module brings with it goes first. Not here: what x/exp added later (FlightRecorder).
//
//minigo:package
package trace

import (
	"io"

	v2 "internal/trace/v2"
)

type (
	Event           = v2.Event
	EventKind       = v2.EventKind
	GoID            = v2.GoID
	GoState         = v2.GoState
	Label           = v2.Label
	Log             = v2.Log
	Metric          = v2.Metric
	ProcID          = v2.ProcID
	ProcState       = v2.ProcState
	Range           = v2.Range
	RangeAttribute  = v2.RangeAttribute
	Reader          = v2.Reader
	Region          = v2.Region
	ResourceID      = v2.ResourceID
	ResourceKind    = v2.ResourceKind
	Stack           = v2.Stack
	StackFrame      = v2.StackFrame
	StateTransition = v2.StateTransition
	Task            = v2.Task
	TaskID          = v2.TaskID
	ThreadID        = v2.ThreadID
	Time            = v2.Time
	Value           = v2.Value
	ValueKind       = v2.ValueKind
)

const (
	EventBad             = v2.EventBad
	EventSync            = v2.EventSync
	EventMetric          = v2.EventMetric
	EventLabel           = v2.EventLabel
	EventStackSample     = v2.EventStackSample
	EventRangeBegin      = v2.EventRangeBegin
	EventRangeActive     = v2.EventRangeActive
	EventRangeEnd        = v2.EventRangeEnd
	EventTaskBegin       = v2.EventTaskBegin
	EventTaskEnd         = v2.EventTaskEnd
	EventRegionBegin     = v2.EventRegionBegin
	EventRegionEnd       = v2.EventRegionEnd
	EventLog             = v2.EventLog
	EventStateTransition = v2.EventStateTransition

	GoUndetermined = v2.GoUndetermined
	GoNotExist     = v2.GoNotExist
	GoRunnable     = v2.GoRunnable
	GoRunning      = v2.GoRunning
	GoWaiting      = v2.GoWaiting
	GoSyscall      = v2.GoSyscall

	ProcUndetermined = v2.ProcUndetermined
	ProcNotExist     = v2.ProcNotExist
	ProcRunning      = v2.ProcRunning
	ProcIdle         = v2.ProcIdle

	ResourceNone      = v2.ResourceNone
	ResourceGoroutine = v2.ResourceGoroutine
	ResourceProc      = v2.ResourceProc
	ResourceThread    = v2.ResourceThread

	ValueBad    = v2.ValueBad
	ValueUint64 = v2.ValueUint64

	NoGoroutine    = v2.NoGoroutine
	NoProc         = v2.NoProc
	NoThread       = v2.NoThread
	NoTask         = v2.NoTask
	BackgroundTask = v2.BackgroundTask
)

var NoStack = v2.NoStack

func NewReader(r io.Reader) (*Reader, error) { return v2.NewReader(r) }

func MakeResourceID[T interface{ GoID | ProcID | ThreadID }](id T) ResourceID {
	return v2.MakeResourceID(id)
}
