// test/unit/lang/mock_runtime.h: runtime/lang without a scheduler or a collected heap.
//
// Allocation is calloc. A panic or fatal error unwinds to expectDeath by longjmp and is returned as text:
// "panic: ..." for runtime errors, "fatal: ..." for fatal errors.
#pragma once
#include <csetjmp>
#include <functional>
#include <string>
#include <vector>

#include "runtime/lang/type.h"

std::string deathOf(const std::function<void()> &body); // "" if body returns

inline abi::GoString gostr(const std::string &s) { return {reinterpret_cast<const uint8_t *>(s.data()), intptr_t(s.size())}; }
inline std::string cxxstr(abi::GoString s) { return std::string(reinterpret_cast<const char *>(s.str), size_t(s.len)); }

// Type descriptors made by hand. They live for ever.
abi::NameOff nameOff(const std::string &name, bool exported = true, const std::string &pkgPath = "");
abi::Name fieldName(const std::string &name);
abi::TypeOff typeOff(const abi::Type *t);
abi::Type *basicType(abi::Kind kind, const std::string &name);
abi::Type *sliceType(abi::Type *elem);
abi::Type *arrayType(abi::Type *elem, uintptr_t len);
abi::Type *structType(const std::string &name, const std::vector<std::pair<std::string, abi::Type *>> &fields);
abi::Type *efaceType();
abi::MapType *mapType(abi::Type *key, abi::Type *elem);

struct MethodSpec {
  std::string name;
  const abi::Type *type; // identifies the signature
  void *code;
  std::string pkgPath; // unexported methods
};
abi::Type *namedType(const std::string &name, const std::string &pkgPath, const std::vector<MethodSpec> &methods);
abi::InterfaceType *interfaceType(const std::string &name, const std::string &pkgPath, const std::vector<MethodSpec> &methods);
