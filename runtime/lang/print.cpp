// runtime/lang/print.cpp: see print.h.
#include "runtime/lang/print.h"

#include <cerrno>
#include <cstring>
#include <unistd.h>

#include "runtime/sched/runtime2.h"

namespace rt {

namespace {

mutex printLock{lockRankPrint};
char buffer[1024]; // both: printLock, which a thread may hold already (m.printlock), so that the compiler cannot follow it
uintptr_t buffered;

void writeAll(const char *p, uintptr_t n) {
  while (n > 0) {
    ssize_t k = ::write(2, p, n);
    if (k < 0 && errno == EINTR) continue;
    if (k <= 0) return; // nobody to complain to
    p += k;
    n -= uintptr_t(k);
  }
}

int formatUint(uint64_t v, unsigned base, char out[20]) {
  char rev[20];
  int n = 0;
  do {
    rev[n++] = "0123456789abcdef"[v % base];
    v /= base;
  } while (v);
  for (int i = 0; i < n; i++) out[i] = rev[n - 1 - i];
  return n;
}

} // namespace

// Between the two entries the lock is held across Go code, which no analysis of C++ sees.
GOENTRY(void, printlock, ()) RT_NO_THREAD_SAFETY {
  m *mp = getm();
  mp->locks++; // stays on this M even while lock() waits
  if (mp->printlock++ == 0) lock(&printLock);
  mp->locks--; // lock() counts itself
}

GOENTRY(void, printunlock, ()) RT_NO_THREAD_SAFETY {
  m *mp = getm();
  if (--mp->printlock == 0) {
    flushPrint();
    unlock(&printLock);
  }
}

void flushPrint() {
  writeAll(buffer, buffered);
  buffered = 0;
}

void gwrite(const void *s, uintptr_t n) {
  printlock();
  if (n > sizeof buffer - buffered) flushPrint();
  if (n > sizeof buffer) {
    writeAll(static_cast<const char *>(s), n);
  } else if (n > 0) {
    std::memcpy(buffer + buffered, s, n);
    buffered += n;
  }
  printunlock();
}

void printcstr(const char *s) { gwrite(s, std::strlen(s)); }
void printGoString(abi::GoString s) { gwrite(s.str, uintptr_t(s.len)); }

GOENTRY(void, printbool, (uint64_t v)) { printcstr(v & 0xff ? "true" : "false"); }

GOENTRY(void, printuint, (uint64_t v)) {
  char buf[20];
  gwrite(buf, uintptr_t(formatUint(v, 10, buf)));
}

GOENTRY(void, printint, (int64_t v)) {
  char buf[21] = {'-'};
  bool negative = v < 0;
  int n = formatUint(negative ? -uint64_t(v) : uint64_t(v), 10, buf + negative);
  gwrite(buf, uintptr_t(n + negative));
}

void printhex(uint64_t v) {
  char buf[22] = {'0', 'x'};
  int n = formatUint(v, 16, buf + 2);
  gwrite(buf, uintptr_t(n + 2));
}

// Seven digits. The scaling by repeated division is gc's, rounding errors included: its output is the contract.
int formatFloat(double v, char out[24]) {
  auto text = [&](const char *s) {
    std::strcpy(out, s);
    return int(std::strlen(s));
  };
  if (v != v) return text("NaN");
  if (v + v == v && v > 0) return text("+Inf");
  if (v + v == v && v < 0) return text("-Inf");
  constexpr int digits = 7;
  int exponent = 0;
  char sign = '+';
  if (v == 0) {
    if (1 / v < 0) sign = '-';
  } else {
    if (v < 0) {
      v = -v;
      sign = '-';
    }
    for (; v >= 10; v /= 10) exponent++;
    for (; v < 1; v *= 10) exponent--;
    double half = 5; // of the last digit
    for (int i = 0; i < digits; i++) half /= 10;
    v += half;
    if (v >= 10) {
      exponent++;
      v /= 10;
    }
  }
  char *p = out;
  *p++ = sign;
  for (int i = 0; i < digits; i++) {
    int d = int(v);
    *p++ = char('0' + d);
    if (i == 0) *p++ = '.';
    v = (v - d) * 10;
  }
  *p++ = 'e';
  *p++ = exponent < 0 ? '-' : '+';
  unsigned e = unsigned(exponent < 0 ? -exponent : exponent);
  *p++ = char('0' + e / 100);
  *p++ = char('0' + e / 10 % 10);
  *p++ = char('0' + e % 10);
  return int(p - out);
}

GOENTRY(void, printfloat, (double v)) {
  char buf[24];
  int n = formatFloat(v, buf);
  gwrite(buf, uintptr_t(n));
}

GOENTRY(void, printcomplex, (double re, double im)) {
  printlock();
  printcstr("(");
  printfloat(re);
  printfloat(im);
  printcstr("i)");
  printunlock();
}

GOENTRY(void, printstring, (const uint8_t *s, intptr_t n)) { gwrite(s, uintptr_t(n)); }
GOENTRY(void, printpointer, (const void *p)) { printhex(reinterpret_cast<uint64_t>(p)); }

GOENTRY(void, printslice, (const void *p, intptr_t len, intptr_t cap)) {
  printlock();
  printcstr("[");
  printint(len);
  printcstr("/");
  printint(cap);
  printcstr("]");
  printpointer(p);
  printunlock();
}

GOENTRY(void, printeface, (const void *typ, const void *data)) {
  printlock();
  printcstr("(");
  printpointer(typ);
  printcstr(",");
  printpointer(data);
  printcstr(")");
  printunlock();
}

GOENTRY(void, printiface, (const void *tab, const void *data)) { printeface(tab, data); }
GOENTRY(void, printnl, ()) { printcstr("\n"); }
GOENTRY(void, printsp, ()) { printcstr(" "); }

} // namespace rt
