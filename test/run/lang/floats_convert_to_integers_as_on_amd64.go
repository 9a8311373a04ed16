// Out of range, NaN and infinities too: as the machine's cvtt instructions, here spelled out in integers. 172 values
// around the limits of all types, from both float types to all integer types.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import "math"

type integer interface {
	~int8 | ~int16 | ~int32 | ~int64 | ~int | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uint | ~uintptr
}

// truncated is x without its fraction as an integer of the given width, or that type's least value if it does not fit.
func truncated(x float64, bits int) int64 {
	b := math.Float64bits(x)
	exp := int(b>>52&0x7ff) - 1023
	if exp >= bits-1 {
		return -1 << (bits - 1)
	}
	m := int64(b&(1<<52-1) | 1<<52)
	if exp < 0 {
		m = 0
	} else if exp < 52 {
		m >>= 52 - exp
	} else {
		m <<= exp - 52
	}
	if x < 0 {
		return -m
	}
	return m
}

func unsigned(x float64) uint64 {
	if x < 1<<63 {
		return uint64(truncated(x, 64))
	}
	return uint64(truncated(x-1<<63, 64)) | 1<<63
}

var tries, wrong int

func check[I integer](got [2]I, x [2]float64, want func(float64) I) {
	for k := range got {
		tries++
		if got[k] != want(x[k]) {
			wrong++
			println(math.Float64bits(x[k]), got[k], want(x[k]))
		}
	}
}

//go:noinline
func to[I integer](x float64, y float32) [2]I { return [2]I{I(x), I(y)} }

func main() {
	values := []float64{0, 0.5, 0.99, 1.5, 1e100, math.Inf(1), math.NaN(), math.MaxFloat64, math.SmallestNonzeroFloat64}
	for _, e := range []int{7, 8, 15, 16, 31, 32, 52, 53, 63, 64, 127} {
		p := math.Ldexp(1, e)
		values = append(values, p, p-1, p+1, p-0.5, p*(1-0x1p-24), p*(1+0x1p-23), p*(1+0x1p-52))
	}
	println(2 * len(values)) // CHECK: 172
	for i := 0; i < 2*len(values); i++ {
		x := values[i/2]
		if i%2 == 1 {
			x = -x
		}
		y := float32(x)
		xs := [2]float64{x, float64(y)}
		check(to[int8](x, y), xs, func(x float64) int8 { return int8(truncated(x, 32)) })
		check(to[int16](x, y), xs, func(x float64) int16 { return int16(truncated(x, 32)) })
		check(to[int32](x, y), xs, func(x float64) int32 { return int32(truncated(x, 32)) })
		check(to[int64](x, y), xs, func(x float64) int64 { return truncated(x, 64) })
		check(to[int](x, y), xs, func(x float64) int { return int(truncated(x, 64)) })
		check(to[uint8](x, y), xs, func(x float64) uint8 { return uint8(truncated(x, 32)) })
		check(to[uint16](x, y), xs, func(x float64) uint16 { return uint16(truncated(x, 32)) })
		check(to[uint32](x, y), xs, func(x float64) uint32 { return uint32(truncated(x, 64)) })
		check(to[uint64](x, y), xs, unsigned)
		check(to[uint](x, y), xs, func(x float64) uint { return uint(unsigned(x)) })
		check(to[uintptr](x, y), xs, func(x float64) uintptr { return uintptr(unsigned(x)) })
	}
	println(tries, wrong) // CHECK: 3784 0
}
