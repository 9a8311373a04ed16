// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

type e struct{}

func (e) Error() string { panic("no text") }

func first(a any, verb rune) (handled bool, s string) {
	switch verb {
	case 'v', 's':
		switch v := a.(type) {
		case error:
			handled, s = true, "before"
			defer func() { recover() }()
			s = v.Error()
		}
	}
	return
}

func main() {
	println(first(e{}, 'v')) // CHECK: true before
	println(first(e{}, 'd')) // CHECK: false
}
