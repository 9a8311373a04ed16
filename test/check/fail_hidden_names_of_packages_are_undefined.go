// RUN: %exits 1 %minigo build --stop-after=check %s 2>&1 | %FileCheck %s
// gc compiles against export data: a name that no exported one leads to does not exist.
package p

import (
	"fmt"
	"sort"
	"strings"
)

// CHECK: go:[[@LINE+1]]:11: undefined: fmt.pp
var a fmt.pp

// CHECK: go:[[@LINE+1]]:13: undefined: fmt.nosuch
var b = fmt.nosuch

// The type of a field of an exported type.
// CHECK: go:[[@LINE+1]]:15: replacer not exported by package strings
var c strings.replacer

// Mentioned where an exported function may be inlined.
// CHECK: go:[[@LINE+1]]:14: reverse not exported by package sort
var d = sort.reverse{}

// A constant, which stands in bodies as a value.
// CHECK: go:[[@LINE+1]]:17: undefined: strings.maxInt
var e = strings.maxInt
