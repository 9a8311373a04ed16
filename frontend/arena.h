// frontend/arena.h: memory for what lives until the process ends: nodes, types, objects. Never freed; one thread.
#pragma once
#include <cstddef>
#include <cstdlib>
#include <new>

namespace frontend {

inline void *arenaAlloc(size_t n) {
  constexpr size_t chunk = size_t(1) << 20;
  static char *cur, *end;
  n = (n + 15) & ~size_t(15);
  if (size_t(end - cur) < n) {
    if (n > chunk / 4) return malloc(n);
    cur = static_cast<char *>(malloc(chunk));
    end = cur + chunk;
  }
  void *p = cur;
  cur += n;
  return p;
}

// Objects of classes derived from this one are allocated in the arena.
struct ArenaAllocated {
  static void *operator new(size_t n) { return arenaAlloc(n); }
  static void *operator new(size_t, void *p) { return p; }
  static void operator delete(void *) {}
};

} // namespace frontend
