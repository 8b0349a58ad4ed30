#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "model/contents.h"
#include "model/fact.h"
#include "model/packument.h"

namespace facts {

/// How much of their wording two texts share, in per cent: minhash over runs of four words in
/// lower case (an estimate of their Jaccard similarity, within about nine per cent). 0 when one of
/// them has fewer than twenty words: there is nothing to compare.
[[nodiscard]] unsigned SimilarityPercent(std::string_view a, std::string_view b);

/// What of another, popular package a package shows as its own.
struct IdentityClaim {
  std::string claims;  ///< the other's name
  std::string by;      ///< repository, readme, code, author
  unsigned similarity = 0;
  unsigned code = 0;
  bool publisher_shared = false;
  bool version_near = false;
  bool version_ahead = false;
};

/// How much of the code of the smaller of two packages is in the other, in per cent: statements
/// without their blanks, whichever files hold them. Bounded by limits::kComparedFileBytes and
/// kComparedBytes. 0 when there is hardly any code to compare.
[[nodiscard]] unsigned SharedCodePercent(const Contents& original, const Contents& copy);

/// Compares the two documents; nothing when `version` shows nothing of the other. A repository
/// counts only when it is the other's own, the README from 80 per cent on, and shared code (`code`
/// per cent, 0 when nobody compared it) from 60 on.
[[nodiscard]] std::optional<IdentityClaim> CompareIdentity(const Packument& packument,
                                                           std::string_view version,
                                                           const Packument& other,
                                                           unsigned code = 0);

}  // namespace facts
