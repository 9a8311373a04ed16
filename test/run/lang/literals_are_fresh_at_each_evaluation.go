// RUN: %minigo run %s | %FileCheck %s
package main

import "fmt"

type T struct{ x int }

func pointers() []*T  { return []*T{{1}, {2}, {3}, {4}, {5}, {6}, {7}, {8}, {9}} }
func slices() [][]int { return [][]int{{1}, {2}, {3}, {4}, {5}, {6}, {7}, {8}, {9}} }
func anys() []any     { return []any{&T{1}, 2, 3, 4, 5, 6, 7, 8, []int{9}} }

func main() {
	pointers()[0].x = 100
	slices()[0][0] = 100
	anys()[0].(*T).x = 100
	anys()[8].([]int)[0] = 100
	fmt.Println(pointers()[0].x, slices()[0][0], anys()[0].(*T).x, anys()[8]) // CHECK: 1 1 1 [9]
}
