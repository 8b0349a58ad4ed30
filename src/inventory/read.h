#pragma once

#include <string>
#include <vector>

#include "base/file_system.h"
#include "base/result.h"
#include "model/inventory.h"

namespace inventory {

struct ReadOptions {
  /// What to believe when a folder has several.
  enum class Source : std::uint8_t {
    kBest,       ///< the lockfile of the package manager that the manifest names, else the first
                 ///< there is of choose.h's list; node_modules/.package-lock.json when it agrees
                 ///< with the folder, node_modules, package.json
    kInstalled,  ///< what lies in node_modules, whatever a lockfile says
    kManifest,   ///< package.json alone: every edge is missing
  };
  Source source = Source::kBest;
  /// Of a folder: which of the projects below it, each with a lockfile of its own, are read too.
  /// With kBest only.
  enum class Below : std::uint8_t {
    kWhenNothingHere,  ///< all of them when the folder itself has no lockfile and no node_modules;
                       ///< else none, and a note (L029) names them
    kAll,              ///< all of them
  };
  Below below = Below::kWhenNothingHere;
  /// Hosts of the registries that the project is configured for. Without any, the host that most of
  /// the lockfile's tarballs come from is taken for the registry.
  std::vector<std::string> registry_hosts;
};

/// What the project at `path` is made of. `path` is a folder, or a lockfile or manifest in it. Of a
/// folder that holds many projects, what all of them are made of (Inventory::projects). An Error
/// when there is nothing to read; everything that can be wrong within the files is told in
/// Inventory::diagnostics (codes L001 and up, docs/diagnostics.md), and what could be read is
/// there. Reads files only; runs nothing.
[[nodiscard]] Result<Inventory> Read(const FileSystem& files, const std::string& path,
                                     const ReadOptions& options = {});

}  // namespace inventory
