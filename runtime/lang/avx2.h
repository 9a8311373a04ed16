// runtime/lang/avx2.h: may the loops over 32 bytes be run? For leaves, which have a loop of another width for when they may not.
#pragma once

namespace rt {

inline const bool haveAvx2 = __builtin_cpu_supports("avx2");

} // namespace rt
