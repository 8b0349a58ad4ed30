#include "lockfile_fuzz.h"

/// What begins with a brace as .pnp.data.json, all else as the script that holds such data.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const bool is_data = size > 0 && data[0] == '{';
  return FuzzLockfile(is_data ? ".pnp.data.json" : ".pnp.cjs", data, size);
}
