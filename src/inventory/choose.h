#pragma once

#include <optional>
#include <string>

#include "inventory/tree.h"

namespace inventory {

struct ChosenLockfile {
  std::string file;  ///< in the project's folder
  LockfileKind kind = LockfileKind::kNone;
};

/// The lockfile that an install of the project goes by: that of the package manager which the
/// manifest names (`packageManager`, `devEngines`), else the first there is of npm-shrinkwrap.json,
/// package-lock.json, pnpm-lock.yaml, yarn.lock, bun.lock, bun.lockb, vlt-lock.json, deno.lock and
/// yarn's Plug'n'Play data. The others are complained about (L005), and so is a manifest that names
/// a package manager without a lockfile (L026). Nothing when there is none.
[[nodiscard]] std::optional<ChosenLockfile> ChooseLockfile(const FileSystem& files,
                                                           const std::string& folder,
                                                           const Node& root,
                                                           Complaints& complaints);

/// What a lockfile is, by its name and, where two package managers share a name, by its text.
[[nodiscard]] LockfileKind KindOfLockfile(const FileSystem& files, const std::string& path);

}  // namespace inventory
