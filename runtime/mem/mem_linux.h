// runtime/mem/mem_linux.h: memory from the kernel, and small never-freed records of the memory system.
//
// Regions go through gc's states: reserved (no access) -> mapped -> unused (contents dropped) -> used again.
// Mirrors mem_linux.go and persistentalloc of malloc.go.
#pragma once
#include <cstddef>
#include <cstdint>

namespace rt {
void *sysReserve(void *hint, uintptr_t n);         // address space only; null if there is none
bool sysMap(void *p, uintptr_t n);                 // makes reserved space usable, zeroed
void *sysMmapNoReserve(uintptr_t n);               // zeroed, backed when touched, for sparse tables
void sysNoHugePage(void *p, uintptr_t n);
void sysUnused(void *p, uintptr_t n);              // contents may go, reads as zero afterwards
void *persistentalloc(uintptr_t size, uintptr_t align, uint64_t *stat); // zeroed, never freed; throws; *stat += size, if there is one
} // namespace rt
