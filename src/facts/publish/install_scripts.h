#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/packument.h"

namespace facts {

/// The scripts that npm runs when it installs the version from a registry: preinstall, install,
/// postinstall, in this order; of an abbreviated document that only says that there is one,
/// "install" with an empty command.
[[nodiscard]] std::vector<std::pair<std::string_view, std::string_view>> InstallScripts(
    const ::Manifest& manifest);

/// Whether a script does nothing but start well-known tools that build or fetch a native addon
/// (shell_runners.def), one after the other.
[[nodiscard]] bool IsKnownBuild(std::string_view command);

/// "owner/name" of a repository's URL in lower case, whatever its form ("git+https://h/o/n.git",
/// "github:o/n", "o/n"); empty when it has no such shape.
[[nodiscard]] std::string RepositoryName(std::string_view url);

}  // namespace facts
