#include "lockfile_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return FuzzLockfile("pnpm-lock.yaml", data, size);
}
