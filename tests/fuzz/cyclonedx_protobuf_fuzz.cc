#include "bom_fuzz.h"

/// The wire format; a document begins with the version, three bytes of text in field 1.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return FuzzBom("\x0a\x03", data, size);
}
