// RUN: %exits 1 %minigo build -e --stop-after=check %s 2>&1 | %FileCheck %s
package p

func _() {
L:
	for {
		break M // CHECK: :[[@LINE]]:9: break label not defined: M
		continue L
	}
	break // CHECK: :[[@LINE]]:2: break is not in a loop, switch, or select
	continue // CHECK: :[[@LINE]]:2: continue is not in a loop
	goto over // CHECK: :[[@LINE]]:7: goto over jumps over declaration of x at {{.*}}
	x := 1
	_ = x
over:
	goto inner // CHECK: :[[@LINE]]:7: goto inner jumps into block starting at {{.*}}
	{
	inner:
	}
	switch {
	case true:
		fallthrough // CHECK: :[[@LINE]]:3: cannot fallthrough final case in switch
	}
K:
	if true {
		break K // CHECK: :[[@LINE]]:9: invalid break label K
	}
U: // CHECK: :[[@LINE]]:1: label U defined and not used
U: // CHECK: :[[@LINE]]:1: label U already defined at {{.*}}
	goto nowhere // CHECK: :[[@LINE]]:7: label nowhere not defined
	fallthrough // CHECK: :[[@LINE]]:2: fallthrough statement out of place
}
