#include "registry/tarball_url.h"

#include <fmt/format.h>

namespace registry {
namespace {

/// "name/-/base-version.tgz", percent-encoded; the slash of a scope stays, as registries write it.
std::string ConventionalPath(const PackageId& id) {
  return fmt::format("{}/-/{}-{}.tgz", net::PercentEncode(id.name.text(), "@/"),
                     net::PercentEncode(id.name.base()), net::PercentEncode(id.version, "+"));
}

/// `url` with the registry in the place of its host, and the registry's own path in front of its
/// path, as npm does it.
net::Url OnHostOf(const net::Url& registry, const net::Url& url) {
  std::string_view path = url.path();
  if (path.starts_with(registry.path())) path.remove_prefix(registry.path().size());
  return registry.Appended(path);
}

}  // namespace

net::Url PackumentUrl(const net::Url& registry, const PackageName& name) {
  return registry.Appended(net::PercentEncode(name.text(), "@"));
}

net::Url ConventionalTarballUrl(const net::Url& registry, const PackageId& id) {
  return registry.Appended(ConventionalPath(id));
}

std::vector<net::Url> TarballUrls(const net::Url& registry, const PackageId& id,
                                  std::string_view resolved, std::string_view replace_host) {
  const net::Url conventional = ConventionalTarballUrl(registry, id);
  if (resolved.empty()) return {conventional};
  const auto other = net::Url::Parse(resolved);
  if (!other || *other == conventional) return {conventional};
  if (replace_host == "never") return {*other};
  const bool is_conventional = other->path().ends_with("/" + ConventionalPath(id));
  if (replace_host == "always" || replace_host == other->host()) {
    return {is_conventional ? conventional : OnHostOf(registry, *other)};
  }
  const bool names_another_host = replace_host.find('.') != std::string_view::npos;
  if (names_another_host || !is_conventional) return {*other};
  return {conventional, *other};
}

}  // namespace registry
