#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "base/limits.h"
#include "formats/tar.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const formats::TarArchive archive = formats::ReadTar({data, size}, 1000);
  CHECK(archive.entries.size() <= 1000, "the limit on entries holds");
  for (const formats::TarEntry& entry : archive.entries) {
    CHECK(!entry.path.empty() && entry.path.size() <= limits::kArchivePathBytes,
          "every path has a sound length");
    CHECK(entry.bytes.empty() || (entry.bytes.data() >= data &&
                                  entry.bytes.data() + entry.bytes.size() <= data + size),
          "what an entry holds is part of the archive");
  }
  return 0;
}
