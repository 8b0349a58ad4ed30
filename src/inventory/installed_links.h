#pragma once

#include <string>

#include "inventory/lock_readers.h"

namespace inventory {

/// Whether packages lie in a store below node_modules and are linked to where they are wanted: pnpm
/// (.pnpm), bun's isolated installs (.bun), yarn's pnpm linker and npm's linked strategy (.store),
/// deno (.deno), vlt (.vlt).
[[nodiscard]] bool IsLinkedInstall(const FileSystem& files, const std::string& folder);

/// Makes a node of every package in such a tree, at its real place, and of every member of the
/// workspaces; and an edge of all that their manifests ask for, to where the links lead. Nodes and
/// edges are ready for SettleGraph. Each real folder is read once; limits::kFolderEntries and
/// kPackages bound the walk.
void ReadLinkedInstall(Tree& tree, const Project& project);

/// What nobody asks for, and lies in the store under its name and version as registries have them,
/// is of a registry. Needs FindOrigins.
void NameLeftovers(Tree& tree);

/// Whether the lockfile that pnpm keeps in node_modules/.pnpm names the folders which lie there:
/// pnpm writes the two together, anything else touches only one.
[[nodiscard]] bool AgreesWithStore(const Tree& tree, const FileSystem& files,
                                   const std::string& folder);

}  // namespace inventory
