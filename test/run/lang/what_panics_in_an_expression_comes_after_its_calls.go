// Operands that may panic are read late, after all calls of the expression, as gc reads them; slices where they stand.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func f(n int) int { print("f", n, " "); return n }

func try(name string, g func()) {
	print(name, ": ")
	defer func() { println(recover().(error).Error()) }()
	g()
}

func main() {
	five, zero, minus, array, slice, str := 5, 0, -1, [2]int{}, []int{1}, "ab"
	var x interface{ M() int }
	try("array", func() { _ = f(1) + array[five] + f(2) })          // CHECK: array: f1 f2 {{.*}}index
	try("string", func() { _ = int(str[five]) + f(2) })             // CHECK: string: f2 {{.*}}index
	try("chain", func() { _ = 1 + five/zero + f(2) + five%zero })   // CHECK: chain: f2 {{.*}}divide
	try("shift", func() { _ = f(1)<<minus + f(2) })                 // CHECK: shift: f1 f2 {{.*}}shift
	try("assertion", func() { _ = *any(x).(*int) + f(2) })               // CHECK: assertion: f2 interface
	try("value", func() { func(func() int, int) {}(x.M, f(2)) })    // CHECK: value: f2 {{.*}}nil
	try("slice", func() { _ = append(slice[five:], f(2)) })         // CHECK: slice: runtime error: slice
	try("substring", func() { _ = len(str[five:] + string(rune(f(2)))) }) // CHECK: substring: runtime error: slice
	try("and", func() { _ = array[five] > 0 && f(2) > 0 })          // CHECK: and: runtime error: index
}
