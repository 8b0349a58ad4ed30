#pragma once

#include <vector>

#include "sbom/bom.h"

namespace sbom {

struct MergeOptions {
  std::string timestamp;
  std::string tool_version;
  /// What the result is about; empty: an application named "merged".
  std::string name;
  std::string version;
};

/// One bill of materials of several. Each input's root stays, nested under nothing, and the new
/// root depends on all of them; every edge stays. Components of the same identity and the same
/// hashes are one, with the union of what is said of them; the same identity with other hashes
/// stays two. References that mean different things in different inputs are told apart by a suffix.
/// Linear in the size of the inputs.
[[nodiscard]] Bom Merge(std::vector<Bom> inputs, const MergeOptions& options);

}  // namespace sbom
