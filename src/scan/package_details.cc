#include "scan/package_details.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "base/limits.h"
#include "formats/json.h"
#include "sbom/document.h"

namespace scan {
namespace {

using formats::json::Object;
using formats::json::Value;

/// A text, or the text of its member `key`: package.json writes many fields either way.
std::string TextOr(const Object& manifest, std::string_view field, std::string_view key) {
  const Value* const value = manifest.Find(field);
  if (value == nullptr) return {};
  if (const auto text = value->AsString()) return std::string(*text);
  return std::string(value->Members().FindString(key).value_or(""));
}

/// The `license` field; of the old `licenses` list, its words joined as a choice.
std::string LicenseIn(const Object& manifest) {
  std::string license = TextOr(manifest, "license", "type");
  if (!license.empty()) return license;
  for (const Value& item : manifest.ElementsOf("licenses")) {
    const auto type = item.AsString() ? item.AsString() : item.Members().FindString("type");
    if (!type) continue;
    if (!license.empty()) license += " OR ";
    license += *type;
  }
  return license;
}

/// "Name <mail> (url)" keeps its name and mail.
void TakeAuthor(const Object& manifest, sbom::PackageDetails& details) {
  if (const auto author = manifest.FindObject("author")) {
    details.author = author->FindString("name").value_or("");
    details.author_email = author->FindString("email").value_or("");
    return;
  }
  const std::string_view text = manifest.FindString("author").value_or("");
  const std::size_t open = text.find('<');
  const std::size_t close = text.find('>', std::min(open, text.size()));
  std::string_view name = text.substr(0, std::min(open, text.find('(')));
  while (name.ends_with(' ')) name.remove_suffix(1);
  details.author = name;
  if (close != std::string_view::npos)
    details.author_email = text.substr(open + 1, close - open - 1);
}

std::optional<sbom::PackageDetails> ReadManifest(const FileSystem& files, const std::string& path,
                                                 const Package& package) {
  const auto bytes = files.Read(path, limits::kManifestBytes);
  if (!bytes) return std::nullopt;
  const auto document = formats::ParseJson(*bytes);
  if (!document || !document->root().AsObject()) return std::nullopt;
  const Object manifest = *document->root().AsObject();
  if (package.name && manifest.FindString("name") != package.name->text()) return std::nullopt;
  if (!package.version.empty() && manifest.FindString("version") != package.version)
    return std::nullopt;
  sbom::PackageDetails details;
  details.license = LicenseIn(manifest);
  details.description = manifest.FindString("description").value_or("");
  details.homepage = manifest.FindString("homepage").value_or("");
  details.repository = TextOr(manifest, "repository", "url");
  TakeAuthor(manifest, details);
  return details;
}

/// What package managers call their own: never tried as a bill of materials.
bool IsOfAPackageManager(std::string_view name) {
  constexpr std::array<std::string_view, 12> kNames = {
      "package.json",       "package-lock.json", "npm-shrinkwrap.json",
      ".package-lock.json", "pnpm-lock.yaml",    "yarn.lock",
      "bun.lock",           "bun.lockb",         "deno.lock",
      "vlt-lock.json",      ".pnp.cjs",          ".pnp.data.json"};
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

}  // namespace

std::vector<sbom::PackageDetails> ReadPackageDetails(const FileSystem& files,
                                                     const std::string& folder,
                                                     const Inventory& inventory) {
  std::vector<sbom::PackageDetails> details(inventory.packages.size());
  // Where nothing is installed, nothing is looked for: by what stands before the first
  // node_modules.
  std::map<std::string, bool, std::less<>> installed;
  const auto is_installed = [&](std::string_view path) {
    const std::size_t modules = path.find("node_modules");
    if (modules == std::string_view::npos) return true;
    const std::string_view root = path.substr(0, modules);
    auto known = installed.find(root);
    if (known == installed.end()) {
      const auto status =
          files.StatusOfTarget(JoinPath(folder, std::string(root) + "node_modules"));
      known = installed.emplace(root, status && status->type == FileType::kFolder).first;
    }
    return known->second;
  };
  for (std::size_t i = 0; i < inventory.packages.size(); ++i) {
    const Package& package = inventory.packages[i];
    if (package.origin == Origin::kLink || !is_installed(package.path)) continue;
    const std::string manifest = JoinPath(JoinPath(folder, package.path), "package.json");
    if (auto read = ReadManifest(files, manifest, package)) details[i] = std::move(*read);
  }
  return details;
}

Result<Inventory> ReadProject(const FileSystem& files, const std::string& path,
                              const inventory::ReadOptions& options) {
  const auto status = files.StatusOfTarget(path);
  if (!status || status->type != FileType::kFile || IsOfAPackageManager(BaseName(path))) {
    return inventory::Read(files, path, options);
  }
  const auto bytes = files.Read(path, limits::kFileBytes);
  if (!bytes) return Fail(bytes.error());
  const auto document = sbom::ReadDocument(*bytes);
  if (!document) return inventory::Read(files, path, options);
  const bool has_lines = document->format != sbom::Format::kCycloneDxProtobuf;
  return sbom::ToInventory(sbom::ToBom(*document), path,
                           has_lines ? document->tree.text() : std::string_view());
}

}  // namespace scan
