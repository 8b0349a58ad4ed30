#pragma once

#include <string>

#include "inventory/tree.h"

namespace inventory {

/// Makes a node of every package that lies in node_modules, and of every folder that a link there
/// leads to, with its manifest. `folder` is the project. Folders are walked without recursion, each
/// real one once; limits::kFolderEntries and kPackages bound the walk.
void ReadInstalled(Tree& tree, const FileSystem& files, const std::string& folder);

/// True when the folders in node_modules (and in its scopes) are the ones that the hidden lockfile
/// has nodes for: npm writes the two together, anything else touches only one.
[[nodiscard]] bool AgreesWithFolders(const Tree& tree, const FileSystem& files,
                                     const std::string& folder);

/// A real path, counted from the project: with ".." where it must be.
[[nodiscard]] std::string PathFromProject(const Tree& tree, const std::string& real);

/// What a lockfile would have said of a package, from the manifest that was installed.
void ReadInstalledManifest(Node& node);

/// The package.json of the package at `path` into the node, with what it says of itself. A missing
/// one is silent.
void ReadManifest(Tree& tree, Node& node, const FileSystem& files, const std::string& folder);

}  // namespace inventory
