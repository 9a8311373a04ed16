// runtime/lang/print.h: the print and println builtins, and the runtime's own messages, on file descriptor 2.
//
// The compiler evaluates all arguments, then calls printlock, the print* of each, printunlock. Between the two the M
// holds printLock (and so is not preempted); text is gathered in one buffer and written at the outermost unlock.
// The lock is recursive per M (m.printlock counts), so a crash inside a print can still report itself.
//
// Mirrors runtime/print.go.
#pragma once
#include "runtime/abi/entries.h"
#include "runtime/abi/type.h"

namespace rt {

GOENTRY_DECL(void, printlock, ());
GOENTRY_DECL(void, printunlock, ());
GOENTRY_DECL(void, printbool, (uint64_t v));
GOENTRY_DECL(void, printint, (int64_t v));
GOENTRY_DECL(void, printuint, (uint64_t v));
void printhex(uint64_t v);
GOENTRY_DECL(void, printfloat, (double v));                // +1.000000e+000
GOENTRY_DECL(void, printcomplex, (double re, double im)); // (+1.000000e+000-2.000000e+000i)
GOENTRY_DECL(void, printstring, (const uint8_t *s, intptr_t n));
GOENTRY_DECL(void, printpointer, (const void *p));
GOENTRY_DECL(void, printslice, (const void *p, intptr_t len, intptr_t cap)); // [len/cap]0xptr
GOENTRY_DECL(void, printeface, (const void *typ, const void *data));         // (0xtyp,0xdata)
GOENTRY_DECL(void, printiface, (const void *tab, const void *data));
GOENTRY_DECL(void, printnl, ());
GOENTRY_DECL(void, printsp, ());

// For C++: each takes the lock for itself.
void printcstr(const char *s);
void printGoString(abi::GoString s);
void gwrite(const void *s, uintptr_t n);
void flushPrint(); // before the process ends without unlocking

int formatFloat(double v, char out[24]); // the bytes printfloat prints; returns their number

} // namespace rt
