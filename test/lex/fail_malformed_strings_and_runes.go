// RUN: %exits 1 %minigo build -e --stop-after=lex %s 2>&1 | %FileCheck %s
''            // CHECK: :[[@LINE]]:2: empty rune literal or unescaped '
'ab'          // CHECK: :[[@LINE]]:1: more than one character in rune literal
'\q'          // CHECK: :[[@LINE]]:3: unknown escape
"\'"          // CHECK: :[[@LINE]]:3: unknown escape
'\400'        // CHECK: :[[@LINE]]:6: octal escape value 256 > 255
"\xg0"        // CHECK: :[[@LINE]]:4: invalid character 'g' in hexadecimal escape
'\08'         // CHECK: :[[@LINE]]:4: invalid character '8' in octal escape
'\ud800'      // CHECK: :[[@LINE]]:8: escape is invalid Unicode code point U+D800
"\U00110000"  // CHECK: :[[@LINE]]:12: escape is invalid Unicode code point U+110000
"abc
// CHECK: :[[@LINE-1]]:5: newline in string
`not terminated // CHECK: :[[@LINE]]:1: string not terminated
