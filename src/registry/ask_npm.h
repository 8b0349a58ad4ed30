#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/file_system.h"
#include "base/result.h"
#include "registry/environment.h"

namespace registry {

/// The registry that npm uses when no configuration names one, as its table of settings has it:
/// `definitions` is the text of npm's lib/utils/config/definitions.js (npm 7 to 9) or of
/// @npmcli/config/lib/definitions/definitions.js (from npm 9 on). Nothing when it is not told there
/// in so many words.
[[nodiscard]] std::optional<std::string> RegistryInDefinitions(std::string_view definitions);
/// The same, from the npm that is installed in `folder`, which is read and not started: starting it
/// takes a quarter of a second.
[[nodiscard]] std::optional<std::string> RegistryOfNpmIn(const FileSystem& files,
                                                         const std::string& folder);

/// The registry that npm itself would use, asked once by `npm config get registry
/// --ignore-scripts`: no shell, in the root folder so that no project is read, output bounded by
/// limits::kNpmAnswerBytes, killed after `timeout`. An Error, with what to do, when npm is not
/// there, fails or gives no URL.
[[nodiscard]] Result<std::string> AskNpmForRegistry(const Environment& environment,
                                                    std::chrono::milliseconds timeout);

}  // namespace registry
