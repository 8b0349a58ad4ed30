#pragma once

#include <string_view>

namespace facts {

/// Where a dependency's specification leads, as `manifest.dependency` spells its `source`:
/// registry, alias, git, url, file, workspace, tag, invalid.
[[nodiscard]] std::string_view SpecSource(std::string_view spec);

}  // namespace facts
