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

TarballPlaces TarballPlacesOf(const net::Url& registry, const PackageId& id,
                              std::string_view resolved, std::string_view replace_host) {
  const net::Url conventional = ConventionalTarballUrl(registry, id);
  if (resolved.empty()) return {.urls = {conventional}, .by_name = true};
  const auto other = net::Url::Parse(resolved);
  if (!other) return {.urls = {}, .by_name = false};
  if (*other == conventional) return {.urls = {conventional}, .by_name = true};
  const bool by_name = other->path().ends_with("/" + ConventionalPath(id));
  if (replace_host == "never") return {.urls = {*other}, .by_name = by_name};
  if (replace_host == "always" || replace_host == other->host()) {
    return {.urls = {by_name ? conventional : OnHostOf(registry, *other)}, .by_name = by_name};
  }
  const bool names_another_host = replace_host.find('.') != std::string_view::npos;
  if (names_another_host || !by_name) return {.urls = {*other}, .by_name = by_name};
  return {.urls = {conventional, *other}, .by_name = true};
}

}  // namespace registry
