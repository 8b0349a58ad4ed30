#pragma once

#include "inventory/tree.h"

namespace inventory {

/// Notes where manifests on disk and the lockfile disagree: what the root and its workspaces ask
/// for and the lockfile lacks, has in an unfit version, has for another reason or still has; and a
/// root of another name or version. Every remark has a diagnostic beside it (L013). Needs
/// JudgeEdges.
void RemarkOnDrift(Tree& tree);

/// Says which packages the lockfile marks as needed for development only although production
/// reaches them; `marked` is by node, as the lockfile had it. Needs ComputeFlags.
void CompareFlags(Tree& tree, const std::vector<bool>& marked_dev);

}  // namespace inventory
