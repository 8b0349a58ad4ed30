#include "inventory/installed_links.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "base/limits.h"
#include "base/text.h"
#include "inventory/fields.h"
#include "inventory/graph.h"
#include "inventory/installed.h"
#include "inventory/lockfile.h"
#include "inventory/members.h"

namespace inventory {
namespace {

using formats::json::Member;
using formats::json::Object;

constexpr std::string_view kModules = "node_modules";
constexpr std::string_view kStores[] = {".pnpm", ".bun", ".store", ".deno", ".vlt"};
constexpr std::string_view kPnpmStore = "node_modules/.pnpm";

bool IsFolder(const FileSystem& files, const std::string& path) {
  const auto status = files.StatusOfTarget(path);
  return status && status->type == FileType::kFolder;
}

/// "a/node_modules/@s/b" gives "a/node_modules", where its neighbours stand.
std::string Neighbourhood(std::string_view path) {
  const std::string_view name = FolderName(path);
  return std::string(path.substr(0, path.size() - std::min(path.size(), name.size() + 1)));
}

/// Of "node_modules/.pnpm/a@1.0.0/node_modules/a", "a@1.0.0": the folder of the store that a
/// package and the links to what it wants lie in. Empty for a place elsewhere, or further within.
std::string_view StoreFolder(std::string_view path) {
  const std::size_t name = FolderName(path).size();
  constexpr std::string_view kEnd = "/node_modules";
  if (path.size() <= name + kEnd.size()) return {};
  std::string_view folder = path.substr(0, path.size() - name - 1);
  if (!folder.ends_with(kEnd)) return {};
  folder.remove_suffix(kEnd.size());
  const std::string_view place = BaseName(folder);
  const std::string_view above = folder.substr(0, folder.size() - place.size());
  for (const std::string_view store : kStores) {
    const std::string end = fmt::format("node_modules/{}/", store);
    if (above.ends_with(end) &&
        (above.size() == end.size() || above[above.size() - end.size() - 1] == '/'))
      return place;
  }
  return {};
}

bool IsInStore(std::string_view path) {
  return !StoreFolder(path).empty();
}

class LinkedReader {
 public:
  LinkedReader(Tree& tree, const Project& project) : tree_(tree), project_(project) {}

  void Read() {
    tree_.root().is_importer = true;
    by_path_.emplace("", PackageIndex::kRoot);
    open_.push_back(PackageIndex::kRoot);
    auto members = AddMembers(tree_, project_);
    if (members.empty()) members = AddPnpmMembers(tree_, project_);
    for (const WorkspaceMember& member : members) {
      by_path_.emplace(tree_.at(member.index).package.path, member.index);
      open_.push_back(member.index);
    }
    ReadOpen();
    for (const std::string_view store : kStores) AddLeftovers(store);
    ReadOpen();
  }

 private:
  std::string PathOf(const std::string& path) const { return JoinPath(project_.folder, path); }

  void ReadOpen() {
    while (!open_.empty()) {
      const PackageIndex index = open_.back();
      open_.pop_back();
      ReadWanted(index);
    }
  }

  // Edges

  void ReadWanted(PackageIndex index) {
    if (!tree_.at(index).manifest) return;
    const Object manifest = *tree_.at(index).manifest;
    const Object meta = manifest.MembersOf("peerDependenciesMeta");
    for (const DependencyField& field : kDependencyFields) {
      if (field.scope == DependencyScope::kDev && !tree_.at(index).is_importer) continue;
      for (const Member& member : manifest.MembersOf(field.name)) {
        const auto range = member.value.AsString();
        if (!range || !PackageName::Parse(member.key)) continue;
        const Source& source = *tree_.at(index).manifest_source;
        Edge edge{.from = index,
                  .name = member.key,
                  .range = *range,
                  .scope = field.scope,
                  .line = source.LineAt(member.key_offset),
                  .line_in_manifest = true,
                  .place = KeyOf(source, member)};
        if (field.scope == DependencyScope::kPeer &&
            meta.MembersOf(member.key).FindBool("optional").value_or(false)) {
          edge.scope = DependencyScope::kPeerOptional;
        }
        edge.to = Find(index, member.key, edge.IsOptional());
        AddEdge(tree_, edge);
      }
    }
  }

  /// In its own node_modules, then beside it, then, for what must be there, by Node's rule further
  /// up. (pnpm also links everything into .pnpm/node_modules; an optional name that is found only
  /// there was not put there for this package.)
  std::optional<PackageIndex> Find(PackageIndex from, std::string_view name, bool is_optional) {
    const std::string path = tree_.at(from).package.path;
    const std::string inside = path.empty() ? std::string(kModules) : path + "/node_modules";
    if (const auto found = At(inside, name)) return found;
    const bool in_store = IsInStore(path);
    std::string up = in_store ? Neighbourhood(path) : path;
    if (in_store) {
      if (const auto found = At(up, name)) return found;
      if (is_optional) return std::nullopt;
    }
    while (!up.empty() && up != "." && up != "..") {
      const std::size_t slash = up.rfind('/');
      up.resize(slash == std::string::npos ? 0 : slash);
      if (BaseName(up) == kModules) continue;
      const std::string above = up.empty() ? std::string(kModules) : up + "/node_modules";
      if (const auto found = At(above, name)) return found;
    }
    return std::nullopt;
  }

  std::optional<PackageIndex> At(const std::string& modules, std::string_view name) {
    const std::string link = fmt::format("{}/{}", modules, name);
    const auto known = by_link_.find(link);
    if (known != by_link_.end()) return known->second;
    const auto found = Follow(link);
    by_link_.emplace(link, found);
    return found;
  }

  std::optional<PackageIndex> Follow(const std::string& link) {
    if (++looked_ > limits::kDependencies || !IsFolder(project_.files, PathOf(link)))
      return std::nullopt;
    const auto real = project_.files.RealPath(PathOf(link));
    if (!real) return std::nullopt;
    const std::string path = PathFromProject(tree_, *real);
    const auto known = by_path_.find(path);
    return known != by_path_.end() ? known->second : AddFolder(path);
  }

  // Packages

  std::optional<PackageIndex> AddFolder(const std::string& path) {
    if (const std::string_view fault = FaultOfPath(path); !fault.empty()) {
      tree_.complaints.AddForFile(
          Diagnostic::Level::kWarning, "L007", tree_.manifest,
          fmt::format("{} cannot be the place of a package: {}", Quote(path), fault),
          "it is passed over");
      return std::nullopt;
    }
    const auto index = AddPackage(tree_, path, {});
    if (!index) return std::nullopt;
    by_path_.emplace(path, *index);
    Node& node = tree_.at(*index);
    node.is_locked = false;
    node.package.folder_name = FolderName(path);
    // What lies in the folder of a package, and is no link, came with it.
    node.package.in_bundle = IsInstalledPath(path) && !IsInStore(path);
    ReadManifest(tree_, node, project_.files, project_.folder);
    if (node.manifest) {
      ReadInstalledManifest(node);
      open_.push_back(*index);
    } else {
      node.package.name = PackageName::Parse(node.package.folder_name);
      tree_.complaints.AddForFile(Diagnostic::Level::kWarning, "L021", PathOf(path),
                                  fmt::format("{} has no readable package.json", Quote(path)),
                                  "delete the folder, or install it again");
    }
    return index;
  }

  /// What lies in the store and nobody leads to.
  void AddLeftovers(std::string_view store) {
    const std::string folder = fmt::format("node_modules/{}", store);
    for (const std::string& place : Folders(folder)) {
      if (place == kModules) continue;
      const std::string modules = fmt::format("{}/{}/node_modules", folder, place);
      for (const std::string& name : Folders(modules)) {
        if (!name.starts_with('@')) {
          AddLeftover(JoinPath(modules, name));
          continue;
        }
        const std::string scope = JoinPath(modules, name);
        for (const std::string& scoped : Folders(scope)) AddLeftover(JoinPath(scope, scoped));
      }
    }
  }

  void AddLeftover(const std::string& path) {
    if (!by_path_.contains(path)) AddFolder(path);
  }

  /// The names of real folders, not of links, that do not begin with a dot.
  std::vector<std::string> Folders(const std::string& path) {
    std::vector<std::string> names;
    if (seen_ > limits::kFolderEntries) return names;
    const auto entries = project_.files.List(PathOf(path));
    if (!entries) return names;
    seen_ += entries->size();
    if (seen_ > limits::kFolderEntries) {
      tree_.complaints.AddForFile(Diagnostic::Level::kError, "L018", PathOf(path),
                                  "there are too many packages or files in node_modules",
                                  "the rest is not read");
      return names;
    }
    for (const FolderEntry& entry : *entries) {
      if (entry.type == FileType::kFolder && !entry.name.starts_with('.'))
        names.push_back(entry.name);
    }
    return names;
  }

  Tree& tree_;
  const Project& project_;
  std::unordered_map<std::string, PackageIndex> by_path_;
  std::unordered_map<std::string, std::optional<PackageIndex>> by_link_;
  std::vector<PackageIndex> open_;  ///< whose manifest is still to be followed
  std::size_t seen_ = 0;
  std::size_t looked_ = 0;
};

}  // namespace

bool IsLinkedInstall(const FileSystem& files, const std::string& folder) {
  for (const std::string_view store : kStores) {
    if (IsFolder(files, JoinPath(folder, fmt::format("node_modules/{}", store)))) return true;
  }
  return false;
}

void ReadLinkedInstall(Tree& tree, const Project& project) {
  LinkedReader(tree, project).Read();
}

void NameLeftovers(Tree& tree) {
  for (Node& node : tree.nodes) {
    Package& package = node.package;
    if (package.origin != Origin::kUnknown || !package.name) continue;
    std::string place = fmt::format("{}@{}", package.name->text(), package.version);
    std::replace(place.begin(), place.end(), '/', '+');
    std::string_view folder = StoreFolder(package.path);
    folder = folder.substr(0, std::min(folder.find('_'), folder.find('(')));
    if (folder == place) package.origin = Origin::kRegistry;
  }
}

bool AgreesWithStore(const Tree& tree, const FileSystem& files, const std::string& folder) {
  const auto entries = files.List(JoinPath(folder, kPnpmStore));
  if (!entries) return false;
  std::unordered_set<std::string_view> on_disk;
  for (const FolderEntry& entry : *entries) {
    if (entry.type == FileType::kFolder && entry.name != kModules) on_disk.insert(entry.name);
  }
  std::unordered_set<std::string_view> locked;
  for (const Node& node : tree.nodes) {
    if (const std::string_view name = StoreFolder(node.package.path); !name.empty())
      locked.insert(name);
  }
  // What is for other machines is locked and does not lie there.
  for (const std::string_view name : on_disk) {
    if (!locked.contains(name)) return false;
  }
  return !on_disk.empty();
}

}  // namespace inventory
