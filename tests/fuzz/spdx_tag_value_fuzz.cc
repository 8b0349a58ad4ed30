#include "bom_fuzz.h"

/// Lines of tags and values.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return FuzzBom("SPDXVersion: ", data, size);
}
