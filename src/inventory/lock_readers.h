#pragma once

#include <string>

#include "base/file_system.h"
#include "inventory/tree.h"

// The readers of lockfiles that say of every package which others it gets. Each adds nodes and
// edges to a tree that has its root; what makes no sense is complained about, and the rest is kept.

namespace inventory {

/// What a reader may look at beside the lockfile itself.
struct Project {
  const FileSystem& files;
  const std::string& folder;
};

/// Whether lockfiles of this kind are read by ReadGraph.
[[nodiscard]] bool IsGraph(LockfileKind kind);
/// Reads the lockfile at `path`, of the kind and name that the tree says, with the right reader.
void ReadGraph(Tree& tree, const Project& project, const std::string& path);

void ReadPnpmLock(Tree& tree, const Source& source, const Project& project);
void ReadYarnClassicLock(Tree& tree, const Source& source, const Project& project);
void ReadYarnBerryLock(Tree& tree, const Source& source, const Project& project);
void ReadBunLock(Tree& tree, const Source& source, const Project& project);
void ReadDenoLock(Tree& tree, const Source& source, const Project& project);
/// bun.lockb, which has no lines.
void ReadBunBinaryLock(Tree& tree, Bytes bytes, const Project& project);
void ReadVltLock(Tree& tree, const Source& source, const Project& project);
/// yarn's Plug'n'Play data (.pnp.data.json, or what .pnp.cjs holds of it).
void ReadPnp(Tree& tree, const Source& source, const Project& project);

}  // namespace inventory
