#include "inventory/graph.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <tuple>

#include "base/limits.h"
#include "base/text.h"
#include "inventory/edges.h"
#include "inventory/installed.h"
#include "model/url_parts.h"

namespace inventory {

using formats::json::Object;
using formats::json::Value;

std::optional<PackageIndex> AddPackage(Tree& tree, std::string path,
                                       const Complaints::Place& place) {
  if (tree.nodes.size() > limits::kPackages) {
    if (!tree.has_overflowed) {
      tree.complaints.AddAt(Diagnostic::Level::kError, "L018", tree.lockfile, place,
                            fmt::format("more than {} packages", HumanCount(limits::kPackages)),
                            "the rest is not read");
    }
    tree.has_overflowed = true;
    return std::nullopt;
  }
  std::size_t& taken = tree.taken_paths[path];
  if (++taken > 1) {
    // A name may end in "#2" by itself.
    const std::string wanted = std::move(path);
    for (std::size_t number = taken; true; ++number) {
      path = fmt::format("{}#{}", wanted, number);
      if (tree.taken_paths.try_emplace(path, 1).second) {
        tree.taken_paths[wanted] = number;
        break;
      }
    }
  }
  Node& node = tree.nodes.emplace_back();
  node.is_locked = true;
  node.entry_place = place;
  node.package.path = std::move(path);
  node.package.line = place.source == nullptr ? 0 : place.source->LineAt(place.offset);
  return static_cast<PackageIndex>(tree.nodes.size() - 1);
}

void AddEdge(Tree& tree, const Edge& edge) {
  if (tree.edges.size() >= limits::kDependencies) {
    if (!tree.has_too_many_edges) {
      tree.complaints.AddForFile(
          Diagnostic::Level::kError, "L018", tree.lockfile,
          fmt::format("more than {} dependencies", HumanCount(limits::kDependencies)),
          "the rest is not read");
    }
    tree.has_too_many_edges = true;
    return;
  }
  tree.edges.push_back(edge);
  if (edge.asked.empty()) tree.edges.back().asked = edge.range;
}

std::optional<PackageIndex> AddMember(Tree& tree, const FileSystem& files,
                                      const std::string& folder, std::string_view path,
                                      const Complaints::Place& place) {
  const std::string local = tree.Localise(path);
  if (local.empty()) return PackageIndex::kRoot;
  const auto index = AddPackage(tree, local, place);
  if (!index) return std::nullopt;
  Node& node = tree.at(*index);
  node.package.origin = Origin::kWorkspace;
  node.package.folder_name = FolderName(local);
  node.is_importer = true;
  // A lockfile shall not choose what is read outside of the project.
  if (!local.starts_with("..") && !local.starts_with('/')) ReadManifest(tree, node, files, folder);
  return index;
}

void SetIntegrity(Tree& tree, PackageIndex index, std::string_view text,
                  const Complaints::Place& place) {
  if (text.empty()) return;
  Node& node = tree.at(index);
  node.integrity_text = text;
  if (auto integrity = Integrity::Parse(text)) {
    node.package.integrity = std::move(*integrity);
    return;
  }
  node.integrity_malformed = true;
  tree.complaints.AddAt(Diagnostic::Level::kWarning, "L011", tree.lockfile, place,
                        fmt::format("{} is no integrity hash, so {} is not pinned by one",
                                    Quote(text), Quote(node.package.path)),
                        "delete the entry, install again, then compare the new hash");
}

void SetResolved(Tree& tree, PackageIndex index, std::string_view address,
                 const Complaints::Place& place) {
  Node& node = tree.at(index);
  node.resolved = address;
  node.package.resolved = Untrusted(address);
  const auto url = UrlParts::Parse(address);
  // "git@host" is how ssh names its account, not a secret.
  const bool is_secret = url && !url->user_info.empty() && url->user_info != "git";
  if (!is_secret) return;
  node.had_credentials = true;
  node.package.resolved = Untrusted(WithoutCredentials(address));
  if (place.source == nullptr) return;
  tree.complaints.WarnUnshown(
      "L012", place, fmt::format("the address of {} carries credentials", Quote(node.package.path)),
      "revoke them, move them to the package manager's configuration and write the lockfile anew");
}

void ComplainOfDangling(Tree& tree, const Complaints::Place& place, std::string_view from,
                        std::string_view to) {
  tree.complaints.AddAt(Diagnostic::Level::kWarning, "L024", tree.lockfile, place,
                        fmt::format("{} gets {}, which the lockfile does not have",
                                    Quote(from.empty() ? "the project" : from), Quote(to)),
                        "the file may have been cut off or edited: write it anew");
}

std::string_view TextOf(const Value& value) {
  if (const auto text = value.AsString()) return *text;
  return value.AsNumberText().value_or("");
}

std::string_view TextAt(const Object& object, std::string_view field) {
  const Value* const value = object.Find(field);
  return value == nullptr ? std::string_view() : TextOf(*value);
}

std::optional<Object> RootObject(Tree& tree, const Source& source, std::string_view command) {
  const Value root = source.document.root();
  auto object = root.AsObject();
  if (!object) {
    tree.complaints.Add(Diagnostic::Level::kError, "L002", ValueOf(source, root),
                        fmt::format("the lockfile is {}, not an object", NameOf(root.kind())),
                        fmt::format("write it anew with `{}`", command));
  }
  return object;
}

namespace {

/// Moves every node once, and tells where each went.
std::vector<std::uint32_t> SortNodes(Tree& tree) {
  std::vector<std::uint32_t> order(tree.nodes.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin() + 1, order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return tree.nodes[a].package.path < tree.nodes[b].package.path;
  });
  std::vector<std::uint32_t> moved(order.size());
  std::vector<Node> sorted;
  sorted.reserve(order.size());
  for (const std::uint32_t index : order) {
    moved[index] = static_cast<std::uint32_t>(sorted.size());
    sorted.push_back(std::move(tree.nodes[index]));
  }
  tree.nodes = std::move(sorted);
  return moved;
}

void SortEdges(Tree& tree) {
  std::stable_sort(tree.edges.begin(), tree.edges.end(), [](const Edge& a, const Edge& b) {
    return std::make_tuple(a.from, a.name, -EdgeRank(a.scope)) <
           std::make_tuple(b.from, b.name, -EdgeRank(b.scope));
  });
  // A name stands for one package; in a repetition the strongest reason stays. Apart are the root's
  // members from what it asks for, and the answers to a peer that differ by who uses the package.
  const auto last =
      std::unique(tree.edges.begin(), tree.edges.end(), [](const Edge& x, const Edge& y) {
        const bool both_peers = x.IsPeer() && y.IsPeer();
        return x.from == y.from && x.name == y.name &&
               (x.scope == DependencyScope::kWorkspace) ==
                   (y.scope == DependencyScope::kWorkspace) &&
               (!both_peers || x.to == y.to);
      });
  tree.edges.erase(last, tree.edges.end());
  tree.first_edge.clear();
  tree.first_edge.reserve(tree.nodes.size() + 1);
  std::size_t at = 0;
  for (std::size_t node = 0; node <= tree.nodes.size(); ++node) {
    while (at < tree.edges.size() && static_cast<std::size_t>(tree.edges[at].from) < node) ++at;
    tree.first_edge.push_back(static_cast<std::uint32_t>(at));
  }
}

}  // namespace

void SettleGraph(Tree& tree) {
  const auto moved = SortNodes(tree);
  for (Edge& edge : tree.edges) {
    edge.from = static_cast<PackageIndex>(moved[static_cast<std::size_t>(edge.from)]);
    if (edge.to) edge.to = static_cast<PackageIndex>(moved[static_cast<std::size_t>(*edge.to)]);
  }
  for (LockRemark& remark : tree.remarks) {
    remark.package = static_cast<PackageIndex>(moved[static_cast<std::size_t>(remark.package)]);
  }
  SortEdges(tree);
  JudgeLockedEdges(tree);
}

}  // namespace inventory
