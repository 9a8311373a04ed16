// RUN: env GODEBUG=schedtrace=10,scheddetail=1 GOMAXPROCS=2 %minigo run %s 2>&1 | %FileCheck %s
// REQUIRES: noknob
package main

import "runtime"

func main() {
	for i := 0; i < 3000000; i++ {
		runtime.Gosched()
	}
}

// CHECK: SCHED {{[0-9]+}}ms: gomaxprocs=2 idleprocs={{[0-9]}} threads={{[0-9]+}} spinningthreads={{[0-9]}} needspinning={{[0-9]}} idlethreads={{[0-9]}} runqueue={{[0-9]+}} gcwaiting=false nmidlelocked={{[0-9]}} stopwait=0 sysmonwait={{true|false}}
// CHECK: {{^}}  P0: status={{[0-9]}} schedtick={{[0-9]+}} syscalltick={{[0-9]+}} m={{[0-9]+|nil}} runqsize={{[0-9]+}} gfreecnt={{[0-9]+}} timerslen={{[0-9]+}}
// CHECK: {{^}}  M0: p={{[0-9]+|nil}} curg={{[0-9]+|nil}} mallocing=0 throwing=0 preemptoff= locks={{[0-9]+}} dying=0 spinning={{true|false}} blocked={{true|false}} lockedg={{[0-9]+|nil}}
// CHECK: {{^}}  G1: status={{[0-9]}}({{.*}}) m={{[0-9]+|nil}} lockedm=nil
