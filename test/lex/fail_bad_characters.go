// RUN: %exits 1 %minigo build -e --stop-after=lex %s 2>&1 | %FileCheck %s
١x   // CHECK: :[[@LINE]]:1: identifier cannot begin with digit U+0661 '١'
a€   // CHECK: :[[@LINE]]:2: invalid character U+20AC '€' in identifier
?    // CHECK: :[[@LINE]]:1: invalid character U+003F '?'
x @  // CHECK: :[[@LINE]]:3: invalid character U+0040 '@'
/* not terminated CHECK: :[[@LINE]]:1: comment not terminated
