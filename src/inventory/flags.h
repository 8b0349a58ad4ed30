#pragma once

#include "inventory/tree.h"

namespace inventory {

/// Works out dev, optional, devOptional, peer and extraneous for every package from the edges, as
/// npm does: a flag stays when every way from the root goes through an edge of that kind. Packages
/// that no way leads to are extraneous and nothing else. Needs ResolveEdges.
void ComputeFlags(Tree& tree);

/// Works out which packages came inside the tarball of another (`bundleDependencies`), for an
/// installed tree. Needs ResolveEdges.
void ComputeBundles(Tree& tree);

}  // namespace inventory
