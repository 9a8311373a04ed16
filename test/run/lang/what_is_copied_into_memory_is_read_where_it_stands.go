// Reads come after calls, and each in its place, but what gc copies into memory for a runtime function it reads at once:
// map literals, && and ||, keys, structs that are compared or boxed. The panic tells what was read first.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func f(n int) int { print("f", n, " "); return n }

func try(name string, g func()) {
	print(name, ": ")
	defer func() { println(recover().(error).Error()) }()
	g()
}

func two(int, any) {}

type S struct{ a, b, c int }

func main() {
	var p *S
	var bytes *[]byte
	var none []S
	var mapped map[any]S
	var named map[string]int
	zero := 0
	try("literal", func() { _ = map[int]int{1: p.a}[f(2)] })                  // CHECK: literal: {{.*}}nil
	try("static", func() { _ = map[int]int{1: 1}[f(2)] + p.a })               // CHECK: static: f2 {{.*}}nil
	try("and", func() { _, _ = p.a > 0 && f(1) > 0, f(2) })                   // CHECK: and: {{.*}}nil
	try("after and", func() { _ = []bool{none[zero].a > 0, p.a > 0 && zero > 0} }) // CHECK: after and: {{.*}}nil
	try("compared", func() { _, _ = S{a: p.a} == none[zero], f(2) })          // CHECK: compared: {{.*}}nil
	try("in memory", func() { _, _ = *p == none[zero], f(2) })                // CHECK: in memory: f2 {{.*}}nil
	try("boxed", func() { two(f(1)+none[zero].a, any(S{a: p.a})) })           // CHECK: boxed: f1 {{.*}}nil
	try("element", func() { _ = []any{f(1), none[zero].a, S{a: p.a}} })       // CHECK: element: f1 {{.*}}nil
	try("number", func() { _ = []any{none[zero].a, p.a} })                    // CHECK: number: {{.*}}index
	try("key", func() { _, _ = mapped[S{a: p.a}], f(2) })                     // CHECK: key: {{.*}}nil
	try("key in memory", func() { _, _ = map[S]int{}[*p], f(2) })             // CHECK: key in memory: f2 {{.*}}nil
	try("bytes", func() { _ = none[zero].a + named[string(*bytes)] })         // CHECK: bytes: {{.*}}nil
	println(len(*&map[int]int{f(1): 1}), f(2)) // CHECK: {{^}}f1 f2 1 2
}
