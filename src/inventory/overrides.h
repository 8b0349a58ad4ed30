#pragma once

#include "inventory/tree.h"

namespace inventory {

/// Applies the root's `overrides` as npm does: rules by name, by name and version, nested ("only
/// below that package"), "." for the package itself and "$name" for the root's own range. Changes
/// what edges ask for, and marks the edges that clash with the rules of what they lead to. Rules
/// that cannot be read, or that contradict a direct dependency, are complained about. Needs
/// ResolveEdges; goes before JudgeEdges.
void ApplyOverrides(Tree& tree);

}  // namespace inventory
