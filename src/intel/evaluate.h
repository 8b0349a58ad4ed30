#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "intel/advisory.h"

namespace intel {

/// What a record's entry says of one version.
struct Evaluation {
  bool listed = false;     ///< it stands in `versions`
  bool in_range = false;   ///< a range holds it
  bool undecided = false;  ///< a range could not be evaluated: another order of versions, or a
                           ///< commit graph that is not at hand
  std::vector<std::string> fixed;  ///< the ends, exclusive, of the ranges that hold it

  [[nodiscard]] bool affected() const { return listed || in_range; }
  bool operator==(const Evaluation&) const = default;
};

/// The evaluation algorithm of the OSV schema: affected when listed, or in any range; the events of
/// a range apply in the order of their versions, `limit` first of all bounds it. SEMVER ranges are
/// ordered as semver.org says, whatever the ecosystem; ECOSYSTEM ranges as npm or PyPI do, and
/// others stay undecided. Of GIT ranges only the named commits themselves can be told without the
/// repository: `version` is then a full commit id.
[[nodiscard]] Evaluation Evaluate(const Affected& affected, std::string_view version);

/// The known trap of malware records: versions are listed, this one is not, yet an open range
/// (introduced 0, nothing fixed) holds it. The specification says affected; the people who listed
/// versions meant those.
[[nodiscard]] bool IsConflict(const Affected& affected, const Evaluation& evaluation);

}  // namespace intel
