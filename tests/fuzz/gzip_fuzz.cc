#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "formats/gzip.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const formats::GzipLimits limits{.unpacked = 1U << 20U, .ratio_floor = 1U << 18U, .prefix = 1000};
  formats::Unzipper unzipper;
  const formats::Unzipped unzipped = unzipper.Unzip({data, size}, limits);
  CHECK(unzipped.bytes.size() <= limits.unpacked, "the limit on size holds");
  CHECK(unzipped.members <= limits.members, "the limit on members holds");
  CHECK(unzipped.trailing_bytes <= size, "what trails is part of the input");

  const ByteVector packed = formats::Gzip({data, size});
  const formats::Unzipped again = unzipper.Unzip(packed, {.ratio_floor = size});
  CHECK(again.end == formats::GzipEnd::kWhole, "what was packed unpacks");
  CHECK(std::equal(again.bytes.begin(), again.bytes.end(), data, data + size), "to the same");
  return 0;
}
