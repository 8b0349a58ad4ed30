#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "registry/npm_cache.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bucket = AsText({data, size});
  const auto entry = registry::FindInBucket(bucket, "k");
  if (entry) CHECK(entry->key == "k", "the entry is that of the key");
  return 0;
}
