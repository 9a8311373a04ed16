// jit/write_bytes.h: bytes into a file or pipe, whatever number of pieces the kernel takes them in.
#pragma once
#include <cerrno>
#include <string_view>
#include <unistd.h>

namespace jit {

// False: errno says why.
inline bool writeBytes(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    bytes.remove_prefix(size_t(n));
  }
  return true;
}

} // namespace jit
