// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func t(s string, v int) int { print(s, " "); return v }

func main() {
	println(t("l", 0) == 1 && t("r", 0) == 0) // CHECK: {{^}}l false
}
