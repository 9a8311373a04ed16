// The CPU profile, which the native runtime does not take yet: to start one is an error. What would read its samples goes.
//
//minigo:delete profileWriter readProfile
package pprof

import (
	"errors"
	"io"
)

func StartCPUProfile(w io.Writer) error {
	return errors.New("cpu profiling is not supported")
}

func StopCPUProfile() {}
