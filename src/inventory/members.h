#pragma once

#include <string>
#include <vector>

#include "inventory/lock_readers.h"

namespace inventory {

struct WorkspaceMember {
  std::string name;  ///< its own, or that of its folder
  PackageIndex index = PackageIndex::kRoot;
};

/// Finds on disk the folders that the root's `workspaces` match, adds a node for each with its
/// manifest, and the root's edges to them. For lockfiles that do not list their members. Walks no
/// node_modules and no folder whose name begins with a dot; limits::kFolderDepth and kFolderEntries
/// bound the walk.
[[nodiscard]] std::vector<WorkspaceMember> AddMembers(Tree& tree, const Project& project);

/// The same, by the patterns of pnpm-workspace.yaml, when that is there.
[[nodiscard]] std::vector<WorkspaceMember> AddPnpmMembers(Tree& tree, const Project& project);

/// The root's edge to a member.
void AddMemberEdge(Tree& tree, PackageIndex member, std::uint32_t line, Complaints::Place place);

}  // namespace inventory
