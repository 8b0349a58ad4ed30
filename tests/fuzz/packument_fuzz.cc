#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "base/limits.h"
#include "registry/packument.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto packument = registry::ParsePackument({data, size});
  if (!packument) {
    CHECK(!packument.error().message.empty(), "an error has a message");
    return 0;
  }
  CHECK(packument->versions.size() <= limits::kPackumentVersions, "versions are bounded");
  for (const Manifest& manifest : packument->versions) {
    CHECK(packument->Find(manifest.version) != nullptr, "every version is found");
    CHECK(manifest.maintainers.size() <= limits::kPackumentItems, "lists are bounded");
  }
  for (const auto& [version, time] : packument->removed_versions) {
    CHECK(packument->Find(version) == nullptr, "a removed version is not there");
  }
  return 0;
}
