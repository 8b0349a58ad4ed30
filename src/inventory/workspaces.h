#pragma once

#include <string>
#include <vector>

#include "inventory/tree.h"

namespace inventory {

/// A member of the root's `workspaces`.
struct Workspace {
  std::string name;        ///< its own, or that of its folder
  std::string path;        ///< counted from the project
  std::uint32_t line = 0;  ///< of the pattern that found it, in the root's manifest
};

/// The packages of the tree outside node_modules whose folder the root's `workspaces` match, by
/// path. When two have the same name, which npm refuses, the first counts and a complaint is made.
[[nodiscard]] std::vector<Workspace> FindWorkspaces(Tree& tree);

/// The patterns of `workspaces` (a list, or an object with the list in `packages`).
struct WorkspacePattern {
  std::string text;  ///< without leading "./" and "/" or "!"
  bool negated = false;
  std::uint32_t line = 0;
};
[[nodiscard]] std::vector<WorkspacePattern> WorkspacePatterns(const Source& source,
                                                              const formats::json::Object& manifest,
                                                              Complaints& complaints);
/// The patterns of a list, as pnpm-workspace.yaml has it too.
[[nodiscard]] std::vector<WorkspacePattern> PatternsIn(const Source& source,
                                                       const formats::json::Array& list,
                                                       Complaints& complaints);
/// The last pattern that matches decides.
[[nodiscard]] const WorkspacePattern* FindPattern(const std::vector<WorkspacePattern>& patterns,
                                                  std::string_view path);

/// True when the glob matches the whole path: `*` and `?` within a segment, `**` for any number of
/// segments, `[a-z]`, `{a,b}`; names that begin with a dot only by a dot. In time proportional to
/// pattern times path.
[[nodiscard]] bool MatchesGlob(std::string_view glob, std::string_view path);

}  // namespace inventory
