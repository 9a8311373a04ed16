// RUN: %exits 1 %minigo build -e --stop-after=parse %s 2>&1 | %FileCheck --implicit-check-not=error: %s
package p

func f() {
unused:              // CHECK: :[[@LINE]]:1: label unused defined and not used
	break            // CHECK: :[[@LINE]]:2: break is not in a loop, switch, or select
	continue         // CHECK: :[[@LINE]]:2: continue is not in a loop
	goto nowhere     // CHECK: :[[@LINE]]:7: label nowhere not defined
	goto over        // CHECK: :[[@LINE]]:7: goto over jumps over declaration of x at {{.*}}:[[@LINE+1]]:4
	x := 1
over:
	goto inner       // CHECK: :[[@LINE]]:7: goto inner jumps into block starting at {{.*}}:[[@LINE+1]]:2
	{
	inner:
	}
	for {
		break over   // CHECK: :[[@LINE]]:9: invalid break label over
	}
	switch {
	case x == 1:
		fallthrough  // CHECK: :[[@LINE]]:3: cannot fallthrough final case in switch
	}
	fallthrough      // CHECK: :[[@LINE]]:2: fallthrough statement out of place
over:                // CHECK: :[[@LINE]]:1: label over already defined at
}
