#include "bom_fuzz.h"

/// XML of any version.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return FuzzBom("", data, size);
}
