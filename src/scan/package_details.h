#pragma once

#include <string>
#include <vector>

#include "base/file_system.h"
#include "base/result.h"
#include "inventory/read.h"
#include "model/inventory.h"
#include "sbom/from_inventory.h"

namespace scan {

/// What the installed manifests say of the packages (licence, author, addresses), by position in
/// the inventory. A package that is not installed, or is another version than the lockfile says,
/// has none: nothing is guessed.
[[nodiscard]] std::vector<sbom::PackageDetails> ReadPackageDetails(const FileSystem& files,
                                                                   const std::string& folder,
                                                                   const Inventory& inventory);

/// As inventory::Read, and for a file that is a bill of materials, what that says.
[[nodiscard]] Result<Inventory> ReadProject(const FileSystem& files, const std::string& path,
                                            const inventory::ReadOptions& options = {});

}  // namespace scan
