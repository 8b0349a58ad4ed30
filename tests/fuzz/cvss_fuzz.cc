#include <cstdint>

#include "base/bytes.h"
#include "base/check.h"
#include "intel/cvss.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto score = intel::ComputeCvss(AsText({data, size}));
  if (!score) return 0;
  CHECK(score->tenths <= 100, "a score is at most 10");
  CHECK(score->major >= 2 && score->major <= 4, "there are versions 2, 3 and 4");
  (void)intel::RatingOf(score->tenths);
  return 0;
}
