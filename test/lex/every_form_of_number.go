// RUN: %minigo build --dump=tokens --stop-after=lex %s | %FileCheck %s
0 42 4_2 0600 0_600 0o17 0O1_7 0xBadFace 0x_67_7a 0b_101 0B1
// CHECK-COUNT-11: Literal {{[0-9a-zA-Z_]+}} int
0. 72.40 072.40 1.e+0 6.67428e-11 1E6 .25 .12345E+5 1_5. 0.15e+0_2
// CHECK-COUNT-10: float
0x1p-2 0x2.p10 0x1.Fp+0 0X.8p-0 0X_1FFFP-16
// CHECK-COUNT-5: float
0i 0123i 0o123i 0xabci 0.i 2.71828i 1.e+0i 0x1p-2i
// CHECK-COUNT-8: imag
a.0 x.y 1..2
// CHECK: Name a
// CHECK-NEXT: Literal .0 float
// CHECK-NEXT: Name x
// CHECK-NEXT: Dot
// CHECK-NEXT: Name y
// CHECK-NEXT: Literal 1. float
// CHECK-NEXT: Literal .2 float
