#pragma once

#include <span>
#include <string>

#include "inventory/tree.h"

namespace inventory {

/// Tells of every package where its bytes come from. What an edge asks for decides between a
/// registry and a bare tarball: the same URL may be either. Needs JudgeEdges.
void FindOrigins(Tree& tree);

/// Notes how the packages are pinned: hashes, hosts, transports, credentials, addresses that name
/// another package. `registry_hosts` are those of the project's configuration; the host that most
/// of the lockfile's registry packages come from counts beside them. Needs FindOrigins.
void RemarkOnPins(Tree& tree, std::span<const std::string> registry_hosts);

}  // namespace inventory
