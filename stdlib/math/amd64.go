// Adds the exponential and the logarithm as gc has them in assembly for amd64: results are the same to the last bit. They
// differ from the portable ones in the order of operations, and where exp may fuse them. What else gc has in assembly here
// (Hypot, Max, ...) gives the same bits in portable form.
package math

import "internal/cpu"

var useFMA = cpu.X86.HasAVX && cpu.X86.HasFMA

const (
	haveArchExp = true
	haveArchLog = true

	haveArchFloor = true // instructions (jit/intrinsics.def), which the functions also are when they are called through a value
	haveArchCeil  = true
	haveArchTrunc = true
)

const (
	expOverflow = 7.09782712893384e+02
	log2e       = 1.4426950408889634073599246810018920
	ln2Upper    = 0.69314718055966295651160180568695068359375
	ln2Lower    = 0.28235290563031577122588448175013436025525412068e-12
)

// After Shibata: e**x = 2**k * e**r; expm1(r/16) by a Taylor polynomial in Horner's form, then four times
// expm1(2y) = expm1(y) * (expm1(y) + 2).
func archExp(x float64) float64 {
	switch {
	case IsNaN(x) || x == Inf(1):
		return x
	case x > expOverflow:
		return Inf(1)
	case x < -1e6: // also -Inf; far below the least exponent, and k is a number of 32 bits
		return 0
	}
	k := RoundToEven(x * log2e)
	if useFMA {
		return scaleExp(expFused(x, k), int(k))
	}
	return scaleExp(expPlain(x, k), int(k))
}

func expFused(x, k float64) float64 {
	x = FMA(-ln2Upper, k, x)
	x = FMA(-ln2Lower, k, x)
	x *= 1.0 / 16
	p := 2.4801587301587301587e-5
	p = FMA(p, x, 1.9841269841269841270e-4)
	p = FMA(p, x, 1.3888888888888888889e-3)
	p = FMA(p, x, 8.3333333333333333333e-3)
	p = FMA(p, x, 4.1666666666666666667e-2)
	p = FMA(p, x, 1.6666666666666666667e-1)
	p = FMA(p, x, 0.5)
	p = FMA(p, x, 1)
	x *= p
	x *= x + 2
	x *= x + 2
	x *= x + 2
	return FMA(x, x+2, 1)
}

func expPlain(x, k float64) float64 {
	x -= k * ln2Upper
	x -= k * ln2Lower
	x *= 1.0 / 16
	p := 2.4801587301587301587e-5
	p = p*x + 1.9841269841269841270e-4
	p = p*x + 1.3888888888888888889e-3
	p = p*x + 8.3333333333333333333e-3
	p = p*x + 4.1666666666666666667e-2
	p = p*x + 1.6666666666666666667e-1
	p = p*x + 0.5
	p = p*x + 1
	x *= p
	x *= x + 2
	x *= x + 2
	x *= x + 2
	x *= x + 2
	return x + 1
}

// x * 2**k. A denormal result is rounded once, in the second of two steps.
func scaleExp(x float64, k int) float64 {
	e := k + bias
	switch {
	case e >= mask:
		return Inf(1)
	case e > 0:
		return x * Float64frombits(uint64(e)<<shift)
	case e < -52:
		return 0
	}
	return x * Float64frombits(uint64(e+bias-1)<<shift) * Float64frombits(1<<shift)
}

// As the portable one (log.go has its derivation), but that a denormal x counts as if it had its leading one, and half the
// square root of 2 itself as below it.
func archLog(x float64) float64 {
	const (
		ln2Hi = 6.93147180369123816490e-01
		ln2Lo = 1.90821492927058770002e-10
		l1    = 6.666666666666735130e-01
		l2    = 3.999999999940941908e-01
		l3    = 2.857142874366239149e-01
		l4    = 2.222219843214978396e-01
		l5    = 1.818357216161805012e-01
		l6    = 1.531383769920937332e-01
		l7    = 1.479819860511658591e-01
	)
	b := Float64bits(x)
	switch {
	case x == 0:
		return Inf(-1)
	case int64(b) < 0:
		return NaN()
	case b>>shift == mask:
		return x
	}
	k := float64(int(b>>shift) - (bias - 1))
	f := Float64frombits(b&fracMask | (bias-1)<<shift)
	if f <= Sqrt2/2 {
		k--
		f *= 2
	}
	f--
	s := f / (2 + f)
	s2 := s * s
	s4 := s2 * s2
	r := s2*(l1+s4*(l3+s4*(l5+s4*l7))) + s4*(l2+s4*(l4+s4*l6))
	h := 0.5 * f * f
	return k*ln2Hi - ((h - (s*(h+r) + k*ln2Lo)) - f)
}
