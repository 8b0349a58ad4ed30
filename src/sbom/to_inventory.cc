#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <tuple>

#include "base/span.h"
#include "base/text.h"
#include "formats/base64.h"
#include "formats/hex.h"
#include "model/purl.h"
#include "sbom/from_inventory.h"

namespace sbom {
namespace {

std::string_view SriName(std::string_view algorithm) {
  if (algorithm == "SHA-512") return "sha512";
  if (algorithm == "SHA-384") return "sha384";
  if (algorithm == "SHA-256") return "sha256";
  if (algorithm == "SHA-1") return "sha1";
  return "";
}

Integrity IntegrityOf(const std::vector<HashValue>& hashes) {
  std::string text;
  for (const HashValue& hash : hashes) {
    const std::string_view name = SriName(hash.algorithm);
    const auto bytes = formats::DecodeHex(hash.content);
    if (name.empty() || !bytes) continue;
    if (!text.empty()) text += ' ';
    text.append(name).append("-").append(formats::EncodeBase64(*bytes));
  }
  return Integrity::Parse(text).value_or(Integrity{});
}

Origin OriginOf(const Component& component, const Purl& purl) {
  const std::string_view said = component.PropertyOf("sallyport:origin");
  for (const Origin origin : {Origin::kWorkspace, Origin::kFolder, Origin::kTarball, Origin::kGit,
                              Origin::kBundled, Origin::kForeign, Origin::kUnknown}) {
    if (said == NameOf(origin)) return origin;
  }
  if (!purl.Qualifier("vcs_url").empty()) return Origin::kGit;
  return purl.Qualifier("download_url").empty() ? Origin::kRegistry : Origin::kTarball;
}

/// Nothing when the component is no npm package.
std::optional<Package> PackageOf(const Component& component, std::size_t index) {
  const auto purl = Purl::Parse(component.purl);
  if (!purl || purl->type != "npm") return std::nullopt;
  Package package;
  package.name = PackageName::Parse(purl->name_space.empty() ? purl->name
                                                             : purl->name_space + "/" + purl->name);
  if (!package.name) return std::nullopt;
  package.folder_name = package.name->text();
  package.version = purl->version.empty() ? component.version : purl->version;
  const std::string_view path = component.PropertyOf("cdx:npm:package:path");
  package.path = path.empty() ? fmt::format("component/{}", index) : std::string(path);
  package.origin = OriginOf(component, *purl);
  for (const Reference& reference : component.references) {
    if (reference.type == "distribution" ||
        (reference.type == "vcs" && package.origin == Origin::kGit)) {
      package.resolved = Untrusted(reference.url);
      break;
    }
  }
  package.integrity = IntegrityOf(component.hashes);
  package.dev = component.scope == "excluded" ||
                component.PropertyOf("cdx:npm:package:development") == "true";
  package.optional = component.PropertyOf("sallyport:npm:optional") == "true";
  package.peer = component.PropertyOf("sallyport:npm:peer") == "true";
  package.in_bundle = component.PropertyOf("cdx:npm:package:bundled") == "true";
  package.has_install_script = component.PropertyOf("sallyport:npm:install-script") == "true";
  if (!component.licenses.empty()) package.license = Untrusted(component.licenses[0].text);
  return package;
}

}  // namespace

Inventory ToInventory(const Bom& bom, const std::string& file, std::string_view text) {
  Inventory inventory;
  const LineTable lines(text);
  inventory.lockfile = file;
  std::vector<std::pair<Package, RefId>> found;
  std::size_t others = 0;
  for (std::size_t i = 0; i < bom.components.size(); ++i) {
    if (bom.root == i) continue;
    if (auto package = PackageOf(bom.components[i], i)) {
      if (!text.empty()) package->line = lines.LineAt(bom.components[i].offset);
      found.emplace_back(std::move(*package), bom.components[i].ref);
    } else {
      ++others;
    }
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return a.first.path < b.first.path; });
  Package root;
  root.origin = Origin::kRoot;
  if (bom.root) {
    const Component& component = bom.components[*bom.root];
    root.name = PackageName::Parse(component.FullName());
    root.version = component.version;
  }
  inventory.packages.push_back(std::move(root));
  std::vector<std::optional<PackageIndex>> by_ref(bom.refs.size());
  if (bom.root && bom.components[*bom.root].ref != kNoRef) {
    by_ref[static_cast<std::size_t>(bom.components[*bom.root].ref)] = PackageIndex::kRoot;
  }
  for (auto& [package, ref] : found) {
    const auto index = static_cast<PackageIndex>(inventory.packages.size());
    if (ref != kNoRef) by_ref[static_cast<std::size_t>(ref)] = index;
    inventory.packages.push_back(std::move(package));
  }
  for (const Edge& edge : bom.edges) {
    const auto from = by_ref[static_cast<std::size_t>(edge.from)];
    const auto to = by_ref[static_cast<std::size_t>(edge.to)];
    if (!from || !to || edge.kind != EdgeKind::kDependsOn) continue;
    Dependency dependency{.from = *from, .to = *to};
    const Package& target = inventory.at(*to);
    dependency.name = target.name ? target.name->text() : target.path;
    dependency.range = Untrusted(target.version);
    dependency.scope = target.dev && *from == PackageIndex::kRoot ? DependencyScope::kDev
                       : target.optional                          ? DependencyScope::kOptional
                                                                  : DependencyScope::kProd;
    inventory.dependencies.push_back(std::move(dependency));
  }
  std::sort(inventory.dependencies.begin(), inventory.dependencies.end(),
            [](const Dependency& a, const Dependency& b) {
              return std::tie(a.from, a.name, a.scope, a.to) <
                     std::tie(b.from, b.name, b.scope, b.to);
            });
  if (others > 0) {
    inventory.diagnostics.push_back(
        {.level = Diagnostic::Level::kNote,
         .code = "B040",
         .message =
             fmt::format("{} components of this document are no npm packages and are not judged",
                         HumanCount(others)),
         .file = file,
         .help = "they have another purl type, or no purl"});
  }
  return inventory;
}

}  // namespace sbom
