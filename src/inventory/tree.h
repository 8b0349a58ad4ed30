#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/symbol.h"
#include "formats/json.h"
#include "inventory/source.h"
#include "model/inventory.h"

namespace inventory {

/// A place in the tree while it is being built. Views point into the tree's sources or its arena.
struct Node {
  Package package;
  /// The lockfile's entry, when there is one.
  std::optional<formats::json::Object> entry;
  Complaints::Place entry_place;  ///< its key
  /// The package.json on disk, when it was read: it has the last word on what the package wants.
  const Source* manifest_source = nullptr;
  std::optional<formats::json::Object> manifest;

  std::string_view resolved;  ///< as the lockfile has it
  std::string link_path;      ///< of a link: its target, counted from the project
  /// Where a name is looked for next when it is not in the package's own node_modules: the nearest
  /// package around it. Nothing for the root and for what lies outside of it.
  std::optional<PackageIndex> above;
  bool in_node_modules = false;  ///< of `above`, under its folder name
  bool is_locked = false;        ///< the lockfile has an entry for it
  bool is_importer = false;      ///< of a lockfile other than npm's: its manifest is the user's own
  std::string_view integrity_text;
  bool integrity_malformed = false;
  bool has_other_hash = false;  ///< pinned by a hash of something else than the tarball
  bool had_credentials = false;
  bool is_legacy = false;  ///< `entry` is of a version 1 lockfile
};

/// One edge while it is being worked out.
struct Edge {
  PackageIndex from = PackageIndex::kRoot;
  std::optional<PackageIndex> to;
  Symbol symbol = Symbol::kEmpty;  ///< of the name
  std::string_view name;
  std::string_view range;         ///< as written
  std::string_view asked;         ///< what an override put in its place, else `range`
  std::string_view accepted;      ///< npm's `acceptDependencies`: a second range that will do
  std::string_view locked_range;  ///< the lockfile's for the same name, when the manifest is read
  DependencyScope scope = DependencyScope::kProd;
  Dependency::State state = Dependency::State::kResolved;
  std::uint32_t rules = 0;  ///< the override set that holds beyond this edge (overrides.cc)
  /// Under an override, a package may stay as the range as written has it, unless it is of the
  /// versions that the override is for.
  std::string_view spared_unless;
  bool clashes = false;  ///< its overrides contradict those that the target lives by
  std::uint32_t line = 0;
  bool line_in_manifest = false;
  Complaints::Place place;  ///< of an importer's edge in a lockfile other than npm's
  bool unlisted = false;    ///< of an importer, and in no field of its manifest
  bool overridden = false;

  [[nodiscard]] bool IsPeer() const {
    return scope == DependencyScope::kPeer || scope == DependencyScope::kPeerOptional;
  }
  [[nodiscard]] bool IsOptional() const {
    return scope == DependencyScope::kOptional || scope == DependencyScope::kPeerOptional;
  }
};

/// A project on its way to an Inventory.
struct Tree {
  std::deque<Source> sources;  ///< a deque: nodes point at its elements
  Arena texts;                 ///< for text that stands in no source
  SymbolPool names;
  std::vector<Node> nodes;                ///< the root first; by path after Arrange
  std::vector<Edge> edges;                ///< grouped by `from`, each group by name
  std::vector<std::uint32_t> first_edge;  ///< per node and one past the end
  Complaints complaints;
  std::vector<LockRemark> remarks;
  LockfileKind lockfile_kind = LockfileKind::kNone;
  int lockfile_version = 0;
  std::string lockfile;
  std::string manifest;  ///< of the root, as the user would name it
  std::unordered_map<std::string, std::size_t>
      taken_paths;              ///< how often each was wanted (graph.h)
  bool has_overflowed = false;  ///< more packages than limits.h allows
  bool has_too_many_edges = false;
  std::string real_root;  ///< absolute, when known: so that "../project/a" is known to be "a"

  [[nodiscard]] Node& root() { return nodes.front(); }
  [[nodiscard]] Node& at(PackageIndex index) { return nodes[static_cast<std::size_t>(index)]; }
  [[nodiscard]] const Node& at(PackageIndex index) const {
    return nodes[static_cast<std::size_t>(index)];
  }
  /// The package itself: the target of a link, else the node as it is.
  [[nodiscard]] PackageIndex TargetOf(PackageIndex index) const {
    return at(index).package.link_target.value_or(index);
  }
  [[nodiscard]] std::span<Edge> EdgesOf(PackageIndex index) {
    const auto i = static_cast<std::size_t>(index);
    return std::span(edges).subspan(first_edge[i], first_edge[i + 1] - first_edge[i]);
  }

  /// A path counted from the project, with "../project/a" brought home to "a".
  [[nodiscard]] std::string Localise(std::string_view path) const;
};

/// "node_modules/@s/a" gives "@s/a", "packages/a" gives "a": npm's name for a folder.
[[nodiscard]] std::string_view FolderName(std::string_view path);

/// Whether a path lies in some node_modules, where npm puts packages, or is a folder of the user's.
[[nodiscard]] bool IsInstalledPath(std::string_view path);

/// Sorts the nodes by path, drops what stands at one path twice, ties links to their targets and
/// every node to the one around it. Links without target, and links to links, stay but lead nowhere
/// and are complained about.
void Arrange(Tree& tree);

/// Finds for every edge the package it leads to, by Node's rule: the nearest node_modules that has
/// the name, from the package's real place upwards.
void ResolveEdges(Tree& tree);

/// The finished value: dependencies sorted by (from, name, scope).
[[nodiscard]] Inventory Finish(Tree tree);

}  // namespace inventory
