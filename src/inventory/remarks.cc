#include "inventory/remarks.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "inventory/tarball_name.h"
#include "inventory/usual_host.h"
#include "model/npm_spec.h"
#include "model/semver.h"
#include "model/url_parts.h"

namespace inventory {
namespace {

using Kind = NpmSpec::Kind;

bool IsWebAddress(std::string_view resolved) {
  return resolved.starts_with("https:") || resolved.starts_with("http:");
}

/// What the package's own address says; nothing for web addresses, which can be either.
std::optional<Origin> OriginByAddress(const Node& node) {
  const Package& package = node.package;
  if (package.origin == Origin::kRoot || package.origin == Origin::kLink) return package.origin;
  if (!IsInstalledPath(package.path)) return Origin::kFolder;
  if (node.resolved.empty()) {
    if (package.in_bundle) return Origin::kBundled;
    return std::nullopt;
  }
  if (IsWebAddress(node.resolved)) return std::nullopt;
  const auto spec = NpmSpec::Parse(node.resolved, {});
  if (!spec) return Origin::kUnknown;
  switch (spec->kind) {
    case Kind::kGit:
      return Origin::kGit;
    case Kind::kFile:
      return Origin::kTarball;
    case Kind::kFolder:
      return Origin::kFolder;
    case Kind::kVersion:
    case Kind::kRange:
    case Kind::kTag:
    case Kind::kAlias:
    case Kind::kRemote:
    case Kind::kWorkspace:
      break;
  }
  return Origin::kUnknown;
}

/// What those that ask for packages say of where they are to come from.
struct Asked {
  bool registry = false;
  bool tarball = false;
  bool git = false;
};

std::vector<Asked> WhatIsAsked(const Tree& tree) {
  std::vector<Asked> asked(tree.nodes.size());
  for (const Edge& edge : tree.edges) {
    if (!edge.to) continue;
    Asked& of = asked[static_cast<std::size_t>(*edge.to)];
    // Most edges are plain ranges, which need no look at what kind they are.
    const bool plain = edge.asked.empty() || edge.asked.find_first_of(":/") == std::string::npos;
    const auto spec = plain ? std::nullopt : NpmSpec::Parse(edge.asked, {});
    of.registry = of.registry || plain || (spec && spec->FromRegistry());
    of.tarball = of.tarball || (spec && (spec->kind == Kind::kRemote || spec->kind == Kind::kFile));
    of.git = of.git || (spec && spec->kind == Kind::kGit);
  }
  return asked;
}

Origin OriginByAsking(const Node& node, const Asked& asked) {
  if (asked.registry) return Origin::kRegistry;
  if (asked.tarball) return Origin::kTarball;
  if (asked.git) return Origin::kGit;
  // Nobody asks: the shape of the address is all there is.
  if (node.resolved.empty()) return Origin::kUnknown;
  return NameInRegistryUrl(node.resolved) ? Origin::kRegistry : Origin::kTarball;
}

class PinReader {
 public:
  PinReader(Tree& tree, std::span<const std::string> hosts)
      : tree_(tree), hosts_(hosts.begin(), hosts.end()) {
    AddUsualHost();
  }

  void Run() {
    for (std::size_t i = 1; i < tree_.nodes.size(); ++i) {
      index_ = static_cast<PackageIndex>(i);
      const Node& node = tree_.nodes[i];
      if (!IsPinned(node)) continue;
      if (node.package.extraneous && node.package.origin != Origin::kFolder && !IsMarked(node))
        Add(LockRemarkKind::kWantedByNobody, "");
      CheckVersion(node);
      RemarkOnAddress(node);
      RemarkOnIntegrity(node);
    }
  }

 private:
  /// Whether the lockfile itself says that nobody wants the package.
  static bool IsMarked(const Node& node) {
    return node.entry && node.entry->FindBool("extraneous").value_or(false);
  }

  /// Whether the lockfile is to say what the package's bytes are.
  static bool IsPinned(const Node& node) {
    return (node.entry || node.is_locked) && node.package.origin != Origin::kLink &&
           node.package.origin != Origin::kWorkspace;
  }

  void AddUsualHost() {
    UsualHost usual;
    for (const Node& node : tree_.nodes) usual.Add(node.package);
    if (std::string host = usual.Find(); !host.empty()) hosts_.push_back(std::move(host));
  }

  void Add(LockRemarkKind kind, std::string_view detail) {
    const Package& package = tree_.at(index_).package;
    tree_.remarks.push_back(
        {.kind = kind,
         .package = index_,
         .name = Untrusted(package.name ? package.name->text() : package.folder_name),
         .file = tree_.lockfile,
         .line = package.line,
         .detail = Untrusted(detail)});
  }

  /// A registry has nothing without a version, and nothing with one that is no SemVer.
  void CheckVersion(const Node& node) {
    const Package& package = node.package;
    if (package.origin != Origin::kRegistry || Version::Parse(package.version)) return;
    tree_.complaints.AddAt(Diagnostic::Level::kWarning, "L014", tree_.lockfile, node.entry_place,
                           package.version.empty()
                               ? fmt::format("{} has no version", Quote(package.path))
                               : fmt::format("{} has the version {}, which is none",
                                             Quote(package.path), Quote(package.version)),
                           "write the lockfile anew");
  }

  void RemarkOnAddress(const Node& node) {
    const Package& package = node.package;
    if (node.had_credentials) Add(LockRemarkKind::kCredentialsInUrl, "");
    if (package.origin == Origin::kGit) {
      Add(LockRemarkKind::kGitOrigin, package.resolved.View());
    }
    if (package.origin == Origin::kTarball) {
      Add(LockRemarkKind::kTarballOrigin, package.resolved.View());
    }
    const auto url = UrlParts::Parse(node.resolved);
    if (!url) return;
    const bool in_clear = url->scheme == "http" || url->scheme == "git" ||
                          url->scheme == "git+http" || url->scheme == "git+ftp";
    if (in_clear) Add(LockRemarkKind::kInsecureUrl, url->scheme + "://" + url->host);
    if (package.origin != Origin::kRegistry) return;
    if (std::find(hosts_.begin(), hosts_.end(), url->host) == hosts_.end()) {
      Add(LockRemarkKind::kHostOffRegistry, url->host);
    }
    const auto named = NameInRegistryUrl(node.resolved);
    if (!named || !package.name) return;
    if (named->name == package.name->text() && named->version == package.version) return;
    const std::string other = named->name + "@" + named->version;
    Add(LockRemarkKind::kUrlOfOther, other);
    tree_.complaints.AddAt(
        Diagnostic::Level::kWarning, "L015", tree_.lockfile, node.entry_place,
        fmt::format("the entry is {}, its address is that of {}",
                    Quote(package.name->text() + "@" + package.version), Quote(other)),
        "what is installed is what the address gives: look who changed the lockfile");
  }

  void RemarkOnIntegrity(const Node& node) {
    const Package& package = node.package;
    const bool is_tarball =
        package.origin == Origin::kRegistry || package.origin == Origin::kTarball;
    if (node.integrity_malformed) {
      const auto text = node.entry ? node.entry->FindString("integrity") : node.integrity_text;
      Add(LockRemarkKind::kIntegrityMalformed, text.value_or(""));
      return;
    }
    if (package.integrity.empty()) {
      if (is_tarball && !package.in_bundle && !node.has_other_hash)
        Add(LockRemarkKind::kIntegrityMissing, "");
      return;
    }
    if (package.integrity.strongest().algorithm == HashAlgorithm::kSha1) {
      Add(LockRemarkKind::kIntegrityWeak, "");
    }
    if (package.origin == Origin::kRegistry && package.name) CompareWithTwin(package);
  }

  /// One name and version is one tarball, wherever it stands.
  void CompareWithTwin(const Package& package) {
    const std::string id = package.name->text() + "@" + package.version;
    const auto [twin, is_first] = first_of_.emplace(id, index_);
    if (is_first) return;
    const Integrity& other = tree_.at(twin->second).package.integrity;
    const bool comparable = other.strongest().algorithm == package.integrity.strongest().algorithm;
    if (comparable && other != package.integrity) {
      Add(LockRemarkKind::kIntegrityConflict, other.ToString());
    }
  }

  Tree& tree_;
  std::vector<std::string> hosts_;
  std::unordered_map<std::string, PackageIndex> first_of_;
  PackageIndex index_ = PackageIndex::kRoot;
};

}  // namespace

void FindOrigins(Tree& tree) {
  const auto asked = WhatIsAsked(tree);
  for (std::size_t i = 0; i < tree.nodes.size(); ++i) {
    Node& node = tree.nodes[i];
    node.package.origin = OriginByAddress(node).value_or(OriginByAsking(node, asked[i]));
  }
  for (const Edge& edge : tree.edges) {
    if (edge.scope != DependencyScope::kWorkspace || !edge.to) continue;
    Package& member = tree.at(tree.TargetOf(*edge.to)).package;
    if (member.origin == Origin::kFolder) member.origin = Origin::kWorkspace;
  }
}

void RemarkOnPins(Tree& tree, std::span<const std::string> registry_hosts) {
  if (tree.lockfile_kind == LockfileKind::kNone) return;
  PinReader(tree, registry_hosts).Run();
}

}  // namespace inventory
