// Stand-in for fuzzing: see test/fuzz/fuzz_check.cpp.
package math

const (
	Pi         = 3.14159265358979323846264338327950288419716939937510582097494459
	MaxFloat64 = 0x1p1023 * (1 + (1 - 0x1p-52))
	MaxInt64   = 1<<63 - 1
	MaxUint64  = 1<<64 - 1
)

func NaN() float64           { return Inf(0) - Inf(0) }
func Inf(sign int) float64   { return 0 }
func Sqrt(x float64) float64 { return x }
