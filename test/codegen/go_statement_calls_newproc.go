// RUN: %minigo -S %s | %FileCheck %s
package main

func work() {}

// CHECK: main.main STEXT size={{[0-9]+}} args=0x{{[0-9a-f]+}} locals=0x{{[0-9a-f]+}}
// CHECK: 0x{{[0-9a-f]+}} {{[0-9]+}} ({{.*}}go_statement_calls_newproc.go:[[@LINE+2]]){{.*}}CALL{{.*}}runtime.newproc(SB)
func main() {
	go work()
}
