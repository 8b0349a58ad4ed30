#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace inventory {

/// What the name of a tarball says is in it.
struct TarballName {
  std::string name;  ///< with its scope
  std::string version;
};

/// Reads ".../@scope/name/-/name-1.2.3.tgz", the form registries give; nothing for any other URL.
[[nodiscard]] std::optional<TarballName> NameInRegistryUrl(std::string_view url);

/// Reads ".../name-1.2.3.tgz" of a package known to be `name`; nothing when it is called otherwise.
[[nodiscard]] std::optional<TarballName> NameInTarballPath(std::string_view path,
                                                           std::string_view name);

}  // namespace inventory
