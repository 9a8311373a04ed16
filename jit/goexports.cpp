// jit/goexports.cpp: hands the addresses of the Go functions that the C++ runtime calls over to it.
#include "jit/jit.h"
#include "runtime/sched/proc.h"

namespace jit {

bool fillGoExports(const Program &p, std::string *error) {
#define GOEXPORT(name)                                                                                                                     \
  if (!(rt::goexports.name = p.symbol("runtime." #name))) {                                                                                \
    *error = "package runtime lacks " #name;                                                                                               \
    return false;                                                                                                                          \
  }
#include "runtime/abi/goexports.def"
#undef GOEXPORT
  return true;
}

} // namespace jit
