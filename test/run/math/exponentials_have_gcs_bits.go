// gc has Exp and Log in assembly; the sums are of the bits of its results, with and without fused operations.
// RUN: %minigo run %s 2>&1 | %FileCheck --check-prefixes=CHECK,FUSED %s
// RUN: env GODEBUG=cpu.fma=off %minigo run %s 2>&1 | %FileCheck --check-prefixes=CHECK,PLAIN %s
package main

import "math"

func sum(f func(float64) float64) (h uint64) {
	x := uint64(88172645463325252)
	for i := 0; i < 20000; i++ {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
		arg := math.Float64frombits(x) // any
		if i%2 == 0 {
			arg = float64(int64(x)) / (1 << 53) // up to 1024
		}
		if y := f(arg); y == y {
			h = h*31 + math.Float64bits(y)
		}
	}
	return h
}

func main() {
	for _, x := range []float64{709.782712893384, 709.7827128933841, -745.1332191019411, -745.14, -708.39, -1e300, math.Inf(-1), math.Inf(1)} {
		println(math.Float64bits(math.Exp(x)))
	}
	println(math.Float64bits(math.Log(5e-324)), math.Log(0), math.Float64bits(math.Log(math.Sqrt2/2)))
	println("sums", sum(math.Exp), sum(math.Log), sum(math.Sinh), sum(math.Erf))
}

// CHECK: {{^}}9218868437227405312{{$}}
// CHECK-NEXT: {{^}}9218868437227405312{{$}}
// CHECK-NEXT: {{^}}1{{$}}
// CHECK-NEXT: {{^}}0{{$}}
// CHECK-NEXT: {{^}}4532599094331755{{$}}
// CHECK-NEXT: {{^}}0{{$}}
// CHECK-NEXT: {{^}}0{{$}}
// CHECK-NEXT: {{^}}9218868437227405312{{$}}
// CHECK-NEXT: {{^}}13872820470454844257 -Inf 13823286971540847086{{$}}
// FUSED-NEXT: sums 15024339044877636986 7139398089367037084 12424943735686416933 3861772790860308363
// PLAIN-NEXT: sums 7749457780781258211 7139398089367037084 5103578289685231450 38648421784425452
