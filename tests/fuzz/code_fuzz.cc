#include <cstddef>
#include <cstdint>
#include <string_view>

#include "facts/extract.h"

// Any bytes as the only program of a package: the extraction ends, within its bounds.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Contents contents;
  contents.files.push_back({.path = "index.js", .bytes = {data, size}});
  (void)facts::Extract(contents, {});
  return 0;
}
