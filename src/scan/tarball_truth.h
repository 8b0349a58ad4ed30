#pragma once

#include <string>

#include "base/file_system.h"
#include "base/result.h"
#include "sbom/truth.h"

namespace scan {

/// Whether `path` is the name of a package's tarball.
[[nodiscard]] bool IsTarballName(std::string_view path);

/// What a bill of materials must say of the package in the tarball at `path`. An Error when it
/// cannot be read or holds no package.json.
[[nodiscard]] Result<sbom::TarballTruth> ReadTarballTruth(const FileSystem& files,
                                                          const std::string& path);

}  // namespace scan
