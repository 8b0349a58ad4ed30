#include "bom_fuzz.h"

/// SPDX 2 in JSON.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return FuzzBom("", data, size);
}
