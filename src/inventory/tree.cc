#include "inventory/tree.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <tuple>

#include "base/file_system.h"
#include "base/text.h"

namespace inventory {
namespace {

using NodesByPath = std::unordered_map<std::string_view, PackageIndex>;

/// A text whose order is that of the path segment by segment, so that what lies inside a folder
/// comes right after it ("a", "a/b", "a-b"). Paths have no control characters.
std::string_view FolderKey(Arena& arena, std::string_view path) {
  auto* const key = static_cast<char*>(arena.Allocate(path.size(), 1));
  std::replace_copy(path.begin(), path.end(), key, '/', '\0');
  return {key, path.size()};
}

bool IsInside(std::string_view path, std::string_view folder) {
  if (folder.empty()) {
    return !path.empty() && path != ".." && !path.starts_with("../") && !path.starts_with('/');
  }
  return path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/';
}

void SortNodes(Tree& tree) {
  // Nodes are large: their order is found first, then each is moved once.
  std::vector<std::uint32_t> order(tree.nodes.size());
  std::iota(order.begin(), order.end(), 0U);
  const auto path = [&](std::uint32_t index) -> const std::string& {
    return tree.nodes[index].package.path;
  };
  std::stable_sort(order.begin() + 1, order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return path(a) < path(b); });
  std::vector<Node> sorted;
  sorted.reserve(order.size());
  for (const std::uint32_t index : order) {
    if (sorted.empty() || sorted.back().package.path != path(index)) {
      sorted.push_back(std::move(tree.nodes[index]));
    }
  }
  tree.nodes = std::move(sorted);
}

void TieLinks(Tree& tree) {
  NodesByPath by_path;
  by_path.reserve(tree.nodes.size());
  for (std::size_t i = 0; i < tree.nodes.size(); ++i) {
    by_path.emplace(tree.nodes[i].package.path, static_cast<PackageIndex>(i));
  }
  for (Node& node : tree.nodes) {
    Package& package = node.package;
    if (package.origin != Origin::kLink) continue;
    const auto target = by_path.find(node.link_path);
    const bool leads_somewhere =
        target != by_path.end() && tree.at(target->second).package.origin != Origin::kLink;
    if (leads_somewhere) {
      const Package& real = tree.at(target->second).package;
      package.link_target = target->second;
      package.name = real.name;
      package.version = real.version;
      continue;
    }
    const std::string message =
        target == by_path.end() ? fmt::format("the link {} leads to {}, which is not in the tree",
                                              Quote(package.path), Quote(node.link_path))
                                : fmt::format("the link {} leads to another link, {}",
                                              Quote(package.path), Quote(node.link_path));
    const std::string help = "run `npm install` to write the lockfile anew";
    if (node.entry) {
      tree.complaints.Warn("L009", node.entry_place, message, help);
    } else {
      tree.complaints.AddForFile(Diagnostic::Level::kWarning, "L009", package.path, message, help);
    }
  }
}

void TieToSurroundings(Tree& tree) {
  struct Place {
    bool inside;  ///< what lies outside the project comes first: the project is around all the rest
    std::string_view key;
    std::uint32_t index;
    auto operator<=>(const Place&) const = default;
  };
  Arena keys;
  std::vector<Place> order;
  order.reserve(tree.nodes.size());
  for (const Node& node : tree.nodes) {
    const std::string_view path = node.package.path;
    order.push_back({.inside = path.empty() || IsInside(path, ""),
                     .key = FolderKey(keys, path),
                     .index = static_cast<std::uint32_t>(order.size())});
  }
  std::sort(order.begin(), order.end());
  // The folders that the walk is inside of, outermost first. Links have no inside.
  std::vector<std::uint32_t> around;
  for (const auto& [inside, key, index] : order) {
    Node& node = tree.nodes[index];
    const std::string_view path = node.package.path;
    while (!around.empty() && !IsInside(path, tree.nodes[around.back()].package.path)) {
      around.pop_back();
    }
    if (!around.empty()) {
      const std::string_view folder = tree.nodes[around.back()].package.path;
      const std::string_view rest = folder.empty() ? path : path.substr(folder.size() + 1);
      node.above = static_cast<PackageIndex>(around.back());
      node.in_node_modules =
          rest.starts_with("node_modules/") && rest.substr(13) == node.package.folder_name;
    }
    if (node.package.origin != Origin::kLink) around.push_back(index);
  }
}

}  // namespace

std::string Tree::Localise(std::string_view path) const {
  std::string normal = NormalisePath(path);
  if (normal == ".") return {};
  const bool leaves = normal.starts_with("../") || normal == ".." || normal.starts_with('/');
  if (!leaves || real_root.empty()) return normal;
  const std::string absolute = NormalisePath(JoinPath(real_root, normal));
  if (absolute == real_root) return {};
  if (IsInside(absolute, real_root)) return absolute.substr(real_root.size() + 1);
  return normal;
}

std::string_view FolderName(std::string_view path) {
  const std::string_view base = BaseName(path);
  if (base.size() == path.size()) return base;
  const std::string_view parent = BaseName(path.substr(0, path.size() - base.size() - 1));
  if (!parent.starts_with('@')) return base;
  return path.substr(path.size() - base.size() - 1 - parent.size());
}

bool IsInstalledPath(std::string_view path) {
  return path.starts_with("node_modules/") || path.find("/node_modules/") != std::string_view::npos;
}

void Arrange(Tree& tree) {
  SortNodes(tree);
  TieLinks(tree);
  TieToSurroundings(tree);
}

void ResolveEdges(Tree& tree) {
  // Who stands under which name in whose node_modules.
  std::unordered_map<std::uint64_t, PackageIndex> children;
  children.reserve(tree.nodes.size());
  const auto key = [](PackageIndex parent, Symbol name) {
    return (static_cast<std::uint64_t>(parent) << 32U) | static_cast<std::uint64_t>(name);
  };
  std::vector<bool> stands_somewhere;  // by symbol: most failing look-ups end here
  for (std::size_t i = 0; i < tree.nodes.size(); ++i) {
    const Node& node = tree.nodes[i];
    if (!node.in_node_modules) continue;
    const Symbol name = tree.names.Intern(node.package.folder_name);
    children.emplace(key(*node.above, name), static_cast<PackageIndex>(i));
    stands_somewhere.resize(std::max<std::size_t>(stands_somewhere.size(), tree.names.size()));
    stands_somewhere[static_cast<std::size_t>(name)] = true;
  }
  for (Edge& edge : tree.edges) {
    const auto symbol = static_cast<std::size_t>(edge.symbol);
    if (symbol >= stands_somewhere.size() || !stands_somewhere[symbol]) continue;
    for (std::optional<PackageIndex> at = edge.from; at && !edge.to; at = tree.at(*at).above) {
      const auto child = children.find(key(*at, edge.symbol));
      if (child != children.end()) edge.to = child->second;
    }
  }
}

Inventory Finish(Tree tree) {
  Inventory inventory;
  inventory.lockfile_kind = tree.lockfile_kind;
  inventory.lockfile_version = tree.lockfile_version;
  inventory.lockfile = std::move(tree.lockfile);
  inventory.dependencies.reserve(tree.edges.size());
  for (const Edge& edge : tree.edges) {
    inventory.dependencies.push_back({.from = edge.from,
                                      .to = edge.to,
                                      .name = std::string(edge.name),
                                      .range = Untrusted(edge.asked),
                                      .scope = edge.scope,
                                      .state = edge.state,
                                      .overridden = edge.overridden,
                                      .line = edge.line,
                                      .line_in_manifest = edge.line_in_manifest});
  }
  inventory.packages.reserve(tree.nodes.size());
  for (Node& node : tree.nodes) inventory.packages.push_back(std::move(node.package));
  std::stable_sort(tree.remarks.begin(), tree.remarks.end(),
                   [](const LockRemark& a, const LockRemark& b) {
                     return std::tie(a.file, a.line, a.kind, a.package, a.name) <
                            std::tie(b.file, b.line, b.kind, b.package, b.name);
                   });
  inventory.remarks = std::move(tree.remarks);
  inventory.diagnostics = std::move(tree.complaints).Take();
  return inventory;
}

}  // namespace inventory
