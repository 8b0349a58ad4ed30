#pragma once

#include <set>
#include <string>

#include "base/file_system.h"
#include "model/inventory.h"
#include "model/project_use.h"

namespace scan {

/// What the project's own code does with packages: every file below `folder` but installed packages
/// and what tools build and cache; the programs that scripts of package.json start, by the links in
/// `node_modules/.bin`. `names`: the packages that texts are searched for. A project without a
/// single file of code of its own has use nobody knows.
[[nodiscard]] ProjectUse ReadProjectUse(const FileSystem& files, const std::string& folder,
                                        const Inventory& inventory, std::set<std::string> names);

}  // namespace scan
