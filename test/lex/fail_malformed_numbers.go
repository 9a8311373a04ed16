// RUN: %exits 1 %minigo build -e --stop-after=lex %s 2>&1 | %FileCheck %s
0b12      // CHECK: :[[@LINE]]:4: invalid digit '2' in binary literal
08        // CHECK: :[[@LINE]]:2: invalid digit '8' in octal literal
0o9       // CHECK: :[[@LINE]]:3: invalid digit '9' in octal literal
0x        // CHECK: :[[@LINE]]:3: hexadecimal literal has no digits
0b        // CHECK: :[[@LINE]]:3: binary literal has no digits
1e        // CHECK: :[[@LINE]]:3: exponent has no digits
0x1.8     // CHECK: :[[@LINE]]:6: hexadecimal mantissa requires a 'p' exponent
0b1e1     // CHECK: :[[@LINE]]:4: 'e' exponent requires decimal mantissa
1p3       // CHECK: :[[@LINE]]:2: 'p' exponent requires hexadecimal mantissa
0b1.1     // CHECK: :[[@LINE]]:4: invalid radix point in binary literal
0o.5      // CHECK: :[[@LINE]]:3: invalid radix point in octal literal
1__0      // CHECK: :[[@LINE]]:3: '_' must separate successive digits
1_        // CHECK: :[[@LINE]]:2: '_' must separate successive digits
0_x1      // CHECK: :[[@LINE]]:2: '_' must separate successive digits
1_.5      // CHECK: :[[@LINE]]:2: '_' must separate successive digits
