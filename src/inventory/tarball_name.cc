#include "inventory/tarball_name.h"

#include "base/file_system.h"
#include "base/text.h"
#include "model/semver.h"
#include "model/url_parts.h"

namespace inventory {
namespace {

/// The version in "base-1.2.3.tgz".
std::optional<std::string> VersionIn(std::string_view file, std::string_view base) {
  if (!file.ends_with(".tgz") || !file.starts_with(base)) return std::nullopt;
  file.remove_suffix(4);
  file.remove_prefix(base.size());
  if (!file.starts_with('-')) return std::nullopt;
  file.remove_prefix(1);
  if (!Version::Parse(file)) return std::nullopt;
  return std::string(file);
}

}  // namespace

std::optional<TarballName> NameInRegistryUrl(std::string_view url) {
  const auto parts = UrlParts::Parse(url);
  if (!parts) return std::nullopt;
  const std::size_t mark = parts->path.rfind("/-/");
  if (mark == std::string_view::npos) return std::nullopt;
  std::string package(parts->path.substr(0, mark));
  for (const std::string_view slash : {"%2f", "%2F"}) package = ReplaceAll(package, slash, "/");
  package = ReplaceAll(package, "%40", "@");
  const std::string_view base = BaseName(package);
  auto version = VersionIn(parts->path.substr(mark + 3), base);
  if (base.empty() || !version) return std::nullopt;
  std::string name(base);
  if (base.size() < package.size()) {
    const std::string_view scope =
        BaseName(std::string_view(package).substr(0, package.size() - base.size() - 1));
    if (scope.starts_with('@')) name = std::string(scope).append("/").append(base);
  }
  return TarballName{.name = std::move(name), .version = std::move(*version)};
}

std::optional<TarballName> NameInTarballPath(std::string_view path, std::string_view name) {
  if (auto known = NameInRegistryUrl(path)) return known;
  auto version = VersionIn(BaseName(path), BaseName(name));
  if (!version) return std::nullopt;
  return TarballName{.name = std::string(name), .version = std::move(*version)};
}

}  // namespace inventory
