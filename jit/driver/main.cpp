// jit/driver/main.cpp: the entry point of the compiler, which the command `minigo` (front.cpp) becomes. All is in driver.h.
#include "jit/driver/driver.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
// Trees, types and IR live until the process ends, on purpose.
extern "C" const char *__asan_default_options() { return "detect_leaks=0"; }
#endif
#endif

int main(int argc, char **argv, char **envp) { return jit::drive(argc, argv, envp); }
