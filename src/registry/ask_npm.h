#pragma once

#include <chrono>
#include <string>

#include "base/result.h"
#include "registry/environment.h"

namespace registry {

/// The registry that npm itself would use, asked once by `npm config get registry
/// --ignore-scripts`: no shell, in the root folder so that no project is read, output bounded by
/// limits::kNpmAnswerBytes, killed after `timeout`. An Error, with what to do, when npm is not
/// there, fails or gives no URL.
[[nodiscard]] Result<std::string> AskNpmForRegistry(const Environment& environment,
                                                    std::chrono::milliseconds timeout);

}  // namespace registry
