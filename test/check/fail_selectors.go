// RUN: %exits 1 %minigo build -e --stop-after=check %s 2>&1 | %FileCheck %s
package p

import "strings"

type T struct{ Field int }

func (t *T) Method() {}

type I interface{ M() }
type A struct{ X int }
type B struct{ X int }
type C struct{ A; B }

func _(t T, i *I, c C) {
	_ = strings.Printl // CHECK: :[[@LINE]]:14: undefined: strings.Printl
	_ = strings.index // CHECK: :[[@LINE]]:14: undefined: strings.index
	_ = t.foo // CHECK: :[[@LINE]]:8: t.foo undefined (type T has no field or method foo)
	_ = t.field // CHECK: :[[@LINE]]:8: t.field undefined (type T has no field or method field, but does have Field)
	t.method() // CHECK: :[[@LINE]]:4: t.method undefined (type T has no field or method method, but does have Method)
	i.M() // CHECK: :[[@LINE]]:4: i.M undefined (type *I is pointer to interface, not interface)
	_ = c.X // CHECK: :[[@LINE]]:8: ambiguous selector c.X
	_ = T.Method // CHECK: :[[@LINE]]:8: invalid method expression T.Method (needs pointer receiver (*T).Method)
	T{}.Method() // CHECK: :[[@LINE]]:6: cannot call pointer method Method on T
	_ = len.x // CHECK: :[[@LINE]]:9: cannot select on len (built-in)
	_ = t.Field.y // CHECK: :[[@LINE]]:14: t.Field.y undefined (type int has no field or method y)
}
