#pragma once

#include <string>
#include <vector>

#include "base/file_system.h"
#include "inventory/project_limits.h"
#include "model/inventory.h"

// A folder that holds many projects, each with a lockfile of its own.

namespace inventory {

struct FoundProjects {
  /// Folders with a lockfile, counted from the one that was asked for ("" is that itself); sorted.
  std::vector<std::string> with_lockfile;
  /// Folders with a package.json and no lockfile: members of a project, or nobody's; sorted.
  std::vector<std::string> with_manifest;
  bool is_whole = true;  ///< false when there were more folders, or projects, than may be
};

/// Walks the folders below `folder`, nearest first, at most `most` of them and limits::kFolderDepth
/// deep; no node_modules, no folder whose name begins with a dot (but .github), no links. At most
/// limits::kProjects with a lockfile are given.
[[nodiscard]] FoundProjects FindProjects(const FileSystem& files, const std::string& folder,
                                         std::size_t most);

/// A project as it was read by itself, and where it is, counted from the folder of all.
struct ReadProject {
  std::string folder;
  Inventory inventory;
};

/// One inventory of several: the folder of all is the root (the project in it, when there is one),
/// every other project is its member, and every path counts from there. A folder that two lockfiles
/// speak of is one package, with the edges of both. `projects` are sorted by folder and not empty.
[[nodiscard]] Inventory Join(std::vector<ReadProject> projects, const std::string& folder_name);

/// "a, b, c and 4 more", of at most limits::kProjectsNamed.
[[nodiscard]] std::string NamesOf(const std::vector<std::string>& folders);

}  // namespace inventory
