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

/// Where to look for a tarball without asking the registry for its document, first choice first.
/// `resolved` is the lockfile's text, may be empty or no URL. `replace_host` is npm's setting
/// `replace-registry-host`: "never" takes `resolved` as it is; a host name or "always" puts the
/// registry in the place of that or any host; else (npm's default means the public registry, whose
/// name this program does not know) the registry stands for the host whenever `resolved` has the
/// conventional path, and `resolved` itself comes second. Which bytes are right is decided by
/// their hash, not by where they come from.
[[nodiscard]] std::vector<net::Url> TarballUrls(const net::Url& registry, const PackageId& id,
                                                std::string_view resolved,
                                                std::string_view replace_host);

}  // namespace registry
