#pragma once

#include "inventory/tree.h"

namespace inventory {

/// Makes a node of every entry of `packages` (lockfile versions 2 and 3). The root's node must
/// exist; it gets its entry, if there is one.
void ReadPackages(Tree& tree, const Source& source, const formats::json::Object& packages);

/// Makes a node of every entry of the nested `dependencies` of a version 1 lockfile.
void ReadLegacy(Tree& tree, const Source& source, const formats::json::Object& lockfile);

/// In version 1 only the flags of what an edge leads to say that the edge is optional. Needs
/// ResolveEdges.
void ScopeLegacyEdges(Tree& tree);

/// Version 2 says everything twice, for old npm and for new; says where the two tell different
/// packages, so that one lockfile installs differently.
void CompareSections(Tree& tree, const Source& source, const formats::json::Object& lockfile);

/// Complains of packages that stand in a node_modules of a package that the lockfile does not have,
/// so that nothing can reach them. Needs Arrange.
void FindOrphans(Tree& tree);

/// Reads what an entry of either version says of a package's tarball into `package`.
void ReadEntry(Tree& tree, Node& node, const Source& source, const formats::json::Object& entry);

/// Why a path cannot be that of a package; empty when it can. `limits.h` bounds its length and
/// depth.
[[nodiscard]] std::string_view FaultOfPath(std::string_view path);

}  // namespace inventory
