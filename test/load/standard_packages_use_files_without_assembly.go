// RUN: %minigo build --dump=files --stop-after=load %s | %FileCheck %s
package main

import (
	_ "crypto/md5"
	_ "hash/crc32"
	_ "math/big"
)

// CHECK-NOT: {{(crypto/md5|hash/crc32|math/big) .*_amd64.go}}
// CHECK-DAG: crypto/md5 {{.*}}/md5block_generic.go
// CHECK-DAG: hash/crc32 {{.*}}/crc32_otherarch.go
// CHECK-DAG: math/big {{.*}}/arith_decl_pure.go
func main() {}
