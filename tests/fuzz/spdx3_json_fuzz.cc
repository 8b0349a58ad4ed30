#include "bom_fuzz.h"

/// SPDX 3 in JSON-LD.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return FuzzBom("", data, size);
}
