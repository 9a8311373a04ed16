// RUN: %minigo build --dump=tokens --stop-after=lex %s | %FileCheck %s
"" "a\"b" "\a\b\f\n\r\t\v\\\"\000\xff\u00ff\U0010FFFF日本"
// CHECK: Literal "" string
// CHECK-NEXT: Literal "a\"b" string
// CHECK-NEXT: Literal "{{.*}}日本" string{{$}}
'a' 'ä' '本' '\'' '\\' '\000' '\x7f' '\u12e4' '\U00101234'
// CHECK-COUNT-9: rune{{$}}
`raw \n "quoted"
second line`
// CHECK: Literal `raw \n "quoted"
// CHECK-NEXT: second line` string{{$}}
