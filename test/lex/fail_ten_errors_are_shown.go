// RUN: %exits 1 %minigo build --stop-after=lex %s 2>&1 | %FileCheck %s
// RUN: %exits 1 %minigo build -gcflags=-e --stop-after=lex %s 2>&1 | %FileCheck --check-prefix=ALL %s
# # #
#
#
#
#
#
#
#
#
#
#
// CHECK: # command-line-arguments
// CHECK-COUNT-10: invalid character
// CHECK-NEXT: :12:1: too many errors
// CHECK-NOT: {{.}}
// ALL-COUNT-10: invalid character
// ALL-NOT: too many
