#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/contents.h"
#include "model/fact.h"

namespace facts {

/// Two versions of one package, read. `now_facts` and `before_facts` are what Extract said of them.
struct TwoVersions {
  const Contents& before;
  const Facts& before_facts;
  const Contents& now;
  const Facts& now_facts;
  std::string_view before_version;
};

/// What differs between the bytes of two versions and cannot be said of either alone: `change.*`,
/// sorted. What is merely new among the facts themselves is for `new:` in a rule card.
[[nodiscard]] Facts ExtractChange(const TwoVersions& versions);

/// Whether every file but package.json has the same bytes in both, and package.json has not.
[[nodiscard]] bool IsManifestOnly(const Contents& before, const Contents& now);

/// Those of `dependencies` that no code file and no script of the package names, sorted; none when
/// the package has no code at all.
[[nodiscard]] std::vector<std::string> UnusedDependencies(
    const Contents& contents, const std::vector<std::string>& dependencies);

}  // namespace facts
