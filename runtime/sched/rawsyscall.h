// runtime/sched/rawsyscall.h: a system call as package syscall wants it: both result registers, and the error apart.
#pragma once
#include <cstdint>

#include "runtime/abi/entries.h"

namespace rt {

inline R2 rawSyscall(uint64_t num, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4, uint64_t a5, uint64_t a6, uint64_t *err) {
  register uint64_t r10 __asm__("r10") = a4;
  register uint64_t r8 __asm__("r8") = a5;
  register uint64_t r9 __asm__("r9") = a6;
  uint64_t ret = num;
  asm volatile("syscall" : "+a"(ret), "+d"(a3) : "D"(a1), "S"(a2), "r"(r10), "r"(r8), "r"(r9) : "rcx", "r11", "memory");
  if (ret > uint64_t(-4096)) {
    *err = -ret;
    return {uint64_t(-1), 0};
  }
  *err = 0;
  return {ret, a3};
}

} // namespace rt
