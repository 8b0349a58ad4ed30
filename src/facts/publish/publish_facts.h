#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "model/fact.h"
#include "model/packument.h"

namespace facts {

/// What the registry's document tells of how `version` came out, compared with the versions that
/// were there before it: `publish.*`, sorted. What the document does not tell is unknown, never
/// fine and never bad. `now` is when somebody looks. Empty when the document does not have the
/// version.
[[nodiscard]] Facts ExtractPublish(const Packument& packument, std::string_view version,
                                   UnixMillis now);

/// Facts that ExtractPublish gave earlier, as they read at `now`: ages grow, the rest stays.
void RetellAges(Facts& facts, UnixMillis now);

/// What the registry knows of a dependency's package.
enum class DependencyState : std::uint8_t { kFound, kMissing, kUnknown };
struct DependencyAnswer {
  DependencyState state = DependencyState::kUnknown;
  const Packument* packument = nullptr;  ///< for kFound; outlives the call
  std::string resolved;  ///< the version a lockfile has; empty: what an install takes
  std::string claims;    ///< a popular package whose identity it shows, else empty
};
using DependencyLookup = std::function<DependencyAnswer(std::string_view name)>;

/// What became known by comparing the bytes of the two versions; empty when nobody did.
struct ContentChange {
  bool manifest_only = false;
  std::vector<std::string> unused;  ///< dependencies that no code file names; sorted
};

/// One `publish.dependency-added` for each dependency that an install brings in and that the
/// previous version of the line did not have, judged by the version that an install resolves it
/// to. Bounded by limits::kAddedDependencies.
[[nodiscard]] Facts ExtractAddedDependencies(const Packument& packument, std::string_view version,
                                             UnixMillis now, const DependencyLookup& lookup,
                                             const ContentChange* change);

/// The names of these dependencies: for whom the lookup will be asked.
[[nodiscard]] std::vector<std::string> AddedDependencies(const Packument& packument,
                                                         std::string_view version);

/// The place that every `publish.*` fact of a version names: "registry/NAME@VERSION".
[[nodiscard]] Evidence RegistryPlace(const Packument& packument, std::string_view version);

}  // namespace facts
