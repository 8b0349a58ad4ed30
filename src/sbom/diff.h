#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/untrusted.h"
#include "sbom/bom.h"

namespace sbom {

/// One difference between two bills of materials.
struct Change {
  enum class Kind : std::uint8_t {
    kAdded,  ///< a component
    kRemoved,
    kVersion,  ///< the same thing in another version: `before`, `after`
    kHash,     ///< the same version with other bytes
    kLicense,
    kScope,
    kInstallScript,  ///< it runs code on installation now, or no longer
    kEdgeAdded,      ///< `subject` depends on `after`
    kEdgeRemoved,    ///< `subject` no longer depends on `before`
  };
  Kind kind = Kind::kAdded;
  Untrusted subject;
  Untrusted before;
  Untrusted after;
  bool operator==(const Change&) const = default;
  auto operator<=>(const Change&) const = default;
};
[[nodiscard]] std::string_view NameOf(Change::Kind kind);

/// All differences, sorted by kind and subject. Components are the same when their purl without
/// version is; of several versions on both sides the equal ones pair first. N log N in the size of
/// both.
[[nodiscard]] std::vector<Change> Diff(const Bom& before, const Bom& after);

/// {"changes":[{"kind","subject","before","after"}],"total"}
[[nodiscard]] std::string DiffJson(const std::vector<Change>& changes);

}  // namespace sbom
