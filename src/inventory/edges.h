#pragma once

#include "inventory/tree.h"

namespace inventory {

/// Where the reason for an edge stands in the order in which npm reads them: peer first, workspace
/// last.
[[nodiscard]] int EdgeRank(DependencyScope scope);

/// Reads what every package asks for into the tree's edges, one edge for a name, as npm does: an
/// optional dependency hides a plain one of the same name, a development one hides both, and a
/// workspace hides all. Development dependencies count only for packages that nobody installed into
/// a node_modules. The manifest on disk is read before the lockfile's entry. Needs Arrange.
void CollectEdges(Tree& tree);

/// Says of every edge whether what it leads to answers it, as `npm ls` does.
void JudgeEdges(Tree& tree);

/// The same for a lockfile that says of every edge what it leads to (graph.h).
void JudgeLockedEdges(Tree& tree);

}  // namespace inventory
