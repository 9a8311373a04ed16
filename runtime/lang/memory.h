// runtime/lang/memory.h: the leaf entries of runtime/mem that C++ calls too.
#pragma once
#include "runtime/abi/entries.h"
#include "runtime/abi/type.h"

namespace rt {
GOENTRY_DECL(void, typedmemmove, (const abi::Type *typ, void *dst, const void *src));
GOENTRY_DECL(void, typedmemclr, (const abi::Type *typ, void *p));
} // namespace rt
