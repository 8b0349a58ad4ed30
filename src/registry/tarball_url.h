#pragma once

#include <string_view>
#include <vector>

#include "model/package_id.h"
#include "net/url.h"

namespace registry {

/// "name" or "@scope%2fname": how a package's document is addressed below a registry.
[[nodiscard]] net::Url PackumentUrl(const net::Url& registry, const PackageName& name);

/// Where registries keep a tarball by convention: "name/-/base-version.tgz", scope included.
[[nodiscard]] net::Url ConventionalTarballUrl(const net::Url& registry, const PackageId& id);

/// Where to look for a tarball, first choice first.
struct TarballPlaces {
  std::vector<net::Url> urls;
  /// Whether the registry may be asked about the package by name. Not when the lockfile takes it
  /// from an address of its own: somebody else may own the name there.
  bool by_name = true;
};

/// `resolved` is the lockfile's text; when it is not empty and no http or https URL (`file:`,
/// `git+ssh:`), there is no place. `replace_host` is npm's setting `replace-registry-host`: "never"
/// takes `resolved` as it is; a host name or "always" puts the registry in the place of that or any
/// host; else (npm's default means the public registry, whose name this program does not know) the
/// registry stands for the host whenever `resolved` has the conventional path, and `resolved`
/// itself comes second. Which bytes are right is decided by their hash, not by where they come
/// from.
[[nodiscard]] TarballPlaces TarballPlacesOf(const net::Url& registry, const PackageId& id,
                                            std::string_view resolved,
                                            std::string_view replace_host);

}  // namespace registry
