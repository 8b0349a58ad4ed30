#include "formats/zip.h"

#include <cstdint>

#include "base/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const formats::ZipLimits small{.entries = 1000, .entry_bytes = 1 << 20, .unpacked = 4 << 20};
  std::size_t total = 0;
  std::size_t entries = 0;
  const auto read = formats::ReadZip(
      {data, size},
      [&](const formats::ZipEntry& entry, Bytes bytes) {
        CHECK(entry.size == bytes.size(), "an entry has the size that it claims");
        total += bytes.size();
        return ++entries < 1000;
      },
      small);
  CHECK(total <= small.unpacked, "what is unpacked is bounded");
  if (!read) CHECK(!read.error().message.empty(), "an error has a message");
  return 0;
}
