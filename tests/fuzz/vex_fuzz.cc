#include <cstdint>

#include "base/check.h"
#include "base/limits.h"
#include "formats/json.h"
#include "intel/vex/read_vex.h"

/// Whatever the document, each statement says of what and by which id, and is about a package of
/// npm or a product.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto document = formats::ParseJson(AsText({data, size}), {.bytes = std::size_t{1} << 20U});
  if (!document) return 0;
  intel::BomLinks links;
  links.Add(document->root());
  const auto reading = intel::ReadVex(document->root(), "fuzz.json", links);
  if (!reading) {
    CHECK(!reading.error().message.empty(), "an error has a message");
    return 0;
  }
  CHECK(reading->statements.size() <= limits::kVexStatements * 2, "statements are bounded");
  for (const Suppression& one : reading->statements) {
    CHECK(!one.vulnerabilities.empty(), "a statement names a vulnerability");
    CHECK(!one.purl.empty() || !one.product.empty() || one.integrity, "a statement names a thing");
    CHECK(one.purl.empty() || one.purl.starts_with("pkg:npm/"), "other packages are left out");
    CHECK(one.stance != Stance::kAccepted, "only the owner accepts");
    CHECK(one.stance != Stance::kNotAffected || !one.justification.empty() || !one.reason.empty(),
          "not affected has a reason");
    CHECK(one.rule.empty() && !one.expires, "VEX names no rule");
  }
  return 0;
}
