// RUN: %minigo build --dump=tokens --stop-after=lex %s | %FileCheck %s
é 世界 _x9 αβγ x١ 𝔘
// CHECK: :2:1: Name é
// CHECK-NEXT: :2:4: Name 世界
// CHECK-NEXT: :2:11: Name _x9
// CHECK-NEXT: :2:15: Name αβγ
// CHECK-NEXT: :2:22: Name x١
// CHECK-NEXT: :2:26: Name 𝔘
