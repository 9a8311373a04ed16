// runtime/lang/type_entries.cpp: descriptors as package runtime's Go code asks for them. All on g0.
#include "runtime/abi/entries.h"
#include "runtime/lang/type.h"

namespace rt {

static R2 words(GoString s) { return {reinterpret_cast<uint64_t>(s.str), uint64_t(s.len)}; }

GOENTRY(R2, typestringBytes, (const Type *t)) { return words(typestring(t)); }
GOENTRY(R2, typepkgpathBytes, (const Type *t)) { return words(typePkgPath(t)); }

// Offsets inside descriptors, for reflect and internal/reflectlite.
GOENTRY(void *, reflect_resolveNameOff, (const void *in, int64_t off)) { return resolveNameOff(in, abi::NameOff(off)).bytes; }
GOENTRY(void *, reflect_resolveTypeOff, (const void *in, int64_t off)) { return resolveTypeOff(in, abi::TypeOff(off)); }
GOENTRY(void *, reflect_resolveTextOff, (const void *in, int64_t off)) { return resolveTextOff(in, abi::TextOff(off)); }
GOENTRY(int64_t, reflect_addReflectOff, (void *p)) { return addReflectOff(p); }

} // namespace rt
