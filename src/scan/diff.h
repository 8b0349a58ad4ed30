#pragma once

#include <string>

#include "model/difference.h"
#include "scan/pipeline.h"

namespace scan {

/// What changed from `before` to `now`, and what the rules say of taking it. Two packages (folders,
/// tarballs, files, name@version): facts of both, with everything that is new counting as new. Two
/// lockfiles (paths, or REVISION:PATH of the repository around the current folder): the packages
/// that `now` has and `before` had not are vetted, each against the version before it. An Error
/// when one of them cannot be had, or when they are of different sorts.
[[nodiscard]] Result<Difference> Diff(const World& world, const std::string& before,
                                      const std::string& now, const Options& options);

}  // namespace scan
