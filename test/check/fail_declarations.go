// RUN: %exits 1 %minigo build -e --stop-after=check %s 2>&1 | %FileCheck %s
package p

import (
	"fmt"
	"os"
	m "math"
	. "strings"
	_ "errors"
	os2 "os"
)

var x int
var x string

func f(a int, a string) (b, b int) { panic(0) }

type T struct {
	a int
	a string
	m int
	*int
	**T
// CHECK: :[[@LINE-1]]:3: syntax error: unexpected *, expected name
}

func (T) m()       {}
func (t *T) n()    {}
func (t T) n()     {}
func (int) o()     {}
func (u U) p()     {}
func ([]int) q()   {}
func (a, b T) r()  {}
// CHECK: :[[@LINE-1]]:15: method has multiple receivers
func (*I) s()      {}

type I interface {
	a()
	a()
	b() int
	J
}
type J interface{ b() string }

func init() int { return 0 }

var init = 1

func fmt() {}

const c, d = 1
const e
var v, w = 1, 2, 3
var arr [x]int
var arr2 [-1]int
var arr3 [1.5]int
var mm map[[]int]int
var vv func(...int, string)
var dd [...]int
var _ fmt2.T
var _ os2
