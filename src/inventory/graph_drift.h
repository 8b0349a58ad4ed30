#pragma once

#include "inventory/tree.h"

namespace inventory {

/// Compares what the manifests of the root and of the workspaces ask for with the edges that the
/// lockfile gives them; notes where they differ (L013), and adds an edge for what is missing. For
/// lockfiles read by ReadGraph, before SettleGraph.
void CompareWithManifests(Tree& tree);

/// Whether a lockfile's range is what the manifest says: yarn writes "npm:^1.0.0" for "^1.0.0".
[[nodiscard]] bool IsSameRange(std::string_view manifest, std::string_view locked);

}  // namespace inventory
