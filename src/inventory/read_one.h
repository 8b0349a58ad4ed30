#pragma once

#include <string>

#include "inventory/read.h"

namespace inventory {

/// The project in `folder` alone: by `lockfile`, counted from the folder, or by the best of what is
/// there when that is empty.
[[nodiscard]] Result<Inventory> ReadOne(const FileSystem& files, std::string folder,
                                        const std::string& lockfile, const ReadOptions& options);

/// The lockfile that a path in `folder` names, empty for package.json. For one that lies within
/// node_modules, `folder` becomes the project's.
[[nodiscard]] std::string LockfileIn(std::string& folder, std::string_view path);

}  // namespace inventory
