#include "inventory/projects.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <numeric>
#include <tuple>
#include <unordered_map>

#include "base/limits.h"
#include "base/text.h"
#include "inventory/choose.h"
#include "inventory/lockfile_names.h"

namespace inventory {
namespace {

std::size_t At(PackageIndex index) {
  return static_cast<std::size_t>(index);
}

std::string Below(const std::string& folder, std::string_view path) {
  if (folder.empty()) return std::string(path);
  if (path.empty()) return folder;
  return NormalisePath(folder + "/" + std::string(path));
}

/// Folders that hold no projects of the user's; of those that begin with a dot, one does.
bool IsWalked(std::string_view name) {
  return name != "node_modules" && (!name.starts_with('.') || name == ".github");
}

bool IsOwnFolder(Origin origin) {
  return origin == Origin::kRoot || origin == Origin::kWorkspace || origin == Origin::kFolder;
}

class Joiner {
 public:
  explicit Joiner(const std::string& folder_name) {
    Package root;
    root.origin = Origin::kRoot;
    root.folder_name = folder_name;
    all_.lockfile_kind = LockfileKind::kSeveral;
    all_.packages.push_back(std::move(root));
    by_path_.emplace("", PackageIndex::kRoot);
  }

  void Add(ReadProject project) {
    const auto number = static_cast<std::uint32_t>(all_.projects.size());
    Inventory& one = project.inventory;
    all_.projects.push_back({.folder = project.folder,
                             .lockfile_kind = one.lockfile_kind,
                             .lockfile_version = one.lockfile_version,
                             .lockfile = one.lockfile});
    std::vector<PackageIndex> index_of;
    index_of.reserve(one.packages.size());
    std::vector<std::pair<PackageIndex, PackageIndex>> links;
    for (Package& package : one.packages) {
      package.path = Below(project.folder, package.path);
      package.project = number;
      const auto target = package.link_target;
      index_of.push_back(AddPackage(std::move(package)));
      if (target) links.emplace_back(index_of.back(), *target);
    }
    for (const auto& [link, target] : links)
      all_.packages[At(link)].link_target = index_of[At(target)];
    for (Dependency& edge : one.dependencies) {
      edge.from = index_of[At(edge.from)];
      if (edge.to) edge.to = index_of[At(*edge.to)];
      all_.dependencies.push_back(std::move(edge));
    }
    for (LockRemark& remark : one.remarks) {
      remark.package = index_of[At(remark.package)];
      all_.remarks.push_back(std::move(remark));
    }
    std::move(one.diagnostics.begin(), one.diagnostics.end(), std::back_inserter(all_.diagnostics));
    AddMember(index_of.front(), project.folder);
  }

  Inventory Take() && {
    SortPackages();
    Sort(all_.dependencies,
         [](const Dependency& d) { return std::tie(d.from, d.name, d.scope, d.to, d.line); });
    Sort(all_.remarks,
         [](const LockRemark& r) { return std::tie(r.file, r.line, r.kind, r.package, r.name); });
    return std::move(all_);
  }

 private:
  PackageIndex AddPackage(Package package) {
    const auto next = static_cast<PackageIndex>(all_.packages.size());
    const auto [known, is_new] = by_path_.try_emplace(package.path, next);
    if (!is_new) {
      Package& other = all_.packages[At(known->second)];
      if (IsOwnFolder(package.origin) && IsOwnFolder(other.origin)) {
        Merge(other, std::move(package), known->second);
        return known->second;
      }
      // Two lockfiles put packages at one place: both are told.
      std::string path;
      for (std::size_t number = 2; true; ++number) {
        path = fmt::format("{}#{}", package.path, number);
        if (by_path_.try_emplace(path, next).second) break;
      }
      package.path = std::move(path);
    }
    if (package.origin == Origin::kRoot) package.origin = Origin::kWorkspace;
    all_.packages.push_back(std::move(package));
    return next;
  }

  /// What the folder's own lockfile says of it counts before what another's does.
  static void Merge(Package& known, Package other, PackageIndex index) {
    if (other.origin != Origin::kRoot) return;
    const Origin origin = index == PackageIndex::kRoot ? Origin::kRoot : Origin::kWorkspace;
    known = std::move(other);
    known.origin = origin;
  }

  void AddMember(PackageIndex index, const std::string& folder) {
    if (index == PackageIndex::kRoot) return;
    const Package& package = all_.packages[At(index)];
    all_.dependencies.push_back({.to = index,
                                 .name = package.name ? package.name->text() : folder,
                                 .range = Untrusted("file:" + folder),
                                 .scope = DependencyScope::kWorkspace});
  }

  void SortPackages() {
    std::vector<std::uint32_t> order(all_.packages.size());
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin() + 1, order.end(), [&](std::uint32_t a, std::uint32_t b) {
      return all_.packages[a].path < all_.packages[b].path;
    });
    std::vector<PackageIndex> moved(order.size());
    std::vector<Package> sorted;
    sorted.reserve(order.size());
    for (const std::uint32_t index : order) {
      moved[index] = static_cast<PackageIndex>(sorted.size());
      sorted.push_back(std::move(all_.packages[index]));
    }
    all_.packages = std::move(sorted);
    for (Package& package : all_.packages) {
      if (package.link_target) package.link_target = moved[At(*package.link_target)];
    }
    for (Dependency& edge : all_.dependencies) {
      edge.from = moved[At(edge.from)];
      if (edge.to) edge.to = moved[At(*edge.to)];
    }
    for (LockRemark& remark : all_.remarks) remark.package = moved[At(remark.package)];
  }

  template <typename Item, typename Key>
  static void Sort(std::vector<Item>& items, const Key& key) {
    std::stable_sort(items.begin(), items.end(),
                     [&](const Item& a, const Item& b) { return key(a) < key(b); });
  }

  Inventory all_;
  std::unordered_map<std::string, PackageIndex> by_path_;
};

}  // namespace

FoundProjects FindProjects(const FileSystem& files, const std::string& folder, std::size_t most) {
  struct Open {
    std::string path;
    std::size_t depth;
  };
  FoundProjects found;
  std::deque<Open> open = {{"", 0}};
  std::size_t looked = 0;
  while (!open.empty()) {
    const Open here = std::move(open.front());
    open.pop_front();
    if (++looked > most || found.with_lockfile.size() >= limits::kProjects) {
      found.is_whole = false;
      break;
    }
    const auto entries = files.List(here.path.empty() ? folder : JoinPath(folder, here.path));
    if (!entries) continue;
    bool has_lockfile = false;
    bool has_manifest = false;
    for (const FolderEntry& entry : *entries) {
      if (entry.type == FileType::kFile) {
        has_lockfile |= IsProjectLockfile(entry.name);
        has_manifest |= entry.name == "package.json";
      } else if (entry.type == FileType::kFolder && IsWalked(entry.name) &&
                 here.depth < limits::kFolderDepth) {
        open.push_back({Below(here.path, entry.name), here.depth + 1});
      }
    }
    if (has_lockfile) {
      found.with_lockfile.push_back(here.path);
    } else if (has_manifest) {
      found.with_manifest.push_back(here.path);
    }
  }
  std::sort(found.with_lockfile.begin(), found.with_lockfile.end());
  std::sort(found.with_manifest.begin(), found.with_manifest.end());
  return found;
}

Inventory Join(std::vector<ReadProject> projects, const std::string& folder_name) {
  Joiner joiner(folder_name);
  for (ReadProject& project : projects) joiner.Add(std::move(project));
  return std::move(joiner).Take();
}

std::string NamesOf(const std::vector<std::string>& folders) {
  std::string names;
  for (std::size_t i = 0; i < std::min(folders.size(), limits::kProjectsNamed); ++i)
    names += (i == 0 ? "" : ", ") + Quote(folders[i]);
  if (folders.size() > limits::kProjectsNamed)
    names += fmt::format(" and {} more", folders.size() - limits::kProjectsNamed);
  return names;
}

}  // namespace inventory
