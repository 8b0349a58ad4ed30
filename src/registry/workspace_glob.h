#pragma once

#include <string_view>

namespace registry {

/// Whether a folder, relative to the workspace root, matches one pattern of `workspaces`: `*` and
/// `?` within a segment, `**` for any number of segments; leading `./` and `/` and trailing `/` do
/// not count.
[[nodiscard]] bool MatchesWorkspaceGlob(std::string_view pattern, std::string_view folder);

}  // namespace registry
