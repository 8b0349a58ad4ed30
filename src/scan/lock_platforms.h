#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/file_system.h"
#include "model/inventory.h"

namespace scan {

/// Which systems the lockfile says that packages are for: "os:linux", "os:!win32", "cpu:x64",
/// "libc:glibc". Of npm's, pnpm's and yarn 2's lockfiles; others say nothing. Only packages that
/// need not be installed are asked about: a required one is wanted everywhere.
[[nodiscard]] std::map<PackageIndex, std::vector<std::string>> LockPlatforms(
    const FileSystem& files, const Inventory& inventory, const std::vector<PackageIndex>& packages);

}  // namespace scan
