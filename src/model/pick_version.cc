#include "model/pick_version.h"

#include "model/semver.h"

namespace {

std::optional<std::string> TaggedVersion(const Packument& packument, std::string_view tag) {
  for (const auto& [name, version] : packument.dist_tags) {
    if (name == tag) return version;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> PickVersion(const Packument& packument, std::string_view wanted) {
  if (auto tagged = TaggedVersion(packument, wanted)) return tagged;
  const auto range = VersionRange::Parse(wanted, {.mode = SemVerMode::kLoose});
  if (!range) return std::nullopt;

  struct Candidate {
    const Manifest* manifest;
    Version version;
  };
  std::optional<Candidate> best;
  const auto latest = TaggedVersion(packument, "latest");
  for (const Manifest& manifest : packument.versions) {
    auto version = Version::Parse(manifest.version, SemVerMode::kLoose);
    if (!version || !range->Contains(*version)) continue;
    const bool current = manifest.deprecated.empty();
    if (current && manifest.version == latest) return manifest.version;
    const bool best_current = best && best->manifest->deprecated.empty();
    const bool better = !best || (current != best_current ? current : *version > best->version);
    if (better) best = Candidate{.manifest = &manifest, .version = *std::move(version)};
  }
  return best ? std::optional(best->manifest->version) : std::nullopt;
}
