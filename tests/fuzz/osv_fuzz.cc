#include <cstdint>

#include "base/check.h"
#include "base/limits.h"
#include "intel/evaluate.h"
#include "intel/read_osv.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto reading = intel::ReadOsv(AsText({data, size}), "fuzz");
  if (!reading) {
    CHECK(!reading.error().message.empty(), "an error has a message");
    return 0;
  }
  const intel::Advisory& advisory = reading->advisory;
  CHECK(intel::IsAdvisoryId(advisory.id), "a record has an id");
  CHECK(advisory.references.size() <= limits::kAdvisoryReferences, "references are bounded");
  intel::Advisory again = advisory;
  intel::Normalise(again);
  CHECK(again == advisory, "a record that was read is in its normal form");
  for (const intel::Affected& affected : advisory.affected) {
    for (const char* version : {"0.0.0", "1.2.3", "2.0.0-rc.1", "nonsense", ""}) {
      const intel::Evaluation evaluation = intel::Evaluate(affected, version);
      CHECK(!evaluation.in_range || !affected.ranges.empty(), "only a range holds a version");
      CHECK(!intel::IsConflict(affected, evaluation) || evaluation.affected(),
            "only what affects conflicts");
    }
  }
  return 0;
}
