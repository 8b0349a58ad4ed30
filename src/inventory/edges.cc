#include "inventory/edges.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/limits.h"
#include "base/text.h"
#include "inventory/fields.h"
#include "inventory/workspaces.h"

namespace inventory {
int EdgeRank(DependencyScope scope) {
  switch (scope) {
    case DependencyScope::kPeer:
      return 0;
    case DependencyScope::kPeerOptional:
      return 1;
    case DependencyScope::kProd:
      return 2;
    case DependencyScope::kOptional:
      return 3;
    case DependencyScope::kDev:
      return 4;
    case DependencyScope::kWorkspace:
      return 5;
  }
  return 0;
}

namespace {

using formats::json::Member;
using formats::json::Object;
using formats::json::Value;

/// A field of a manifest that holds dependencies; later ones hide earlier ones.
/// The members of `field`, when it is an object; a field of another kind is complained about.
std::optional<Object> ObjectAt(Tree& tree, const Source& source, const Object& manifest,
                               std::string_view field) {
  const Value* const value = manifest.Find(field);
  if (value == nullptr || value->IsNull()) return std::nullopt;
  if (const auto object = value->AsObject()) return object;
  tree.complaints.Warn("L002", ValueOf(source, *value),
                       fmt::format("`{}` is {}, not an object", field, NameOf(value->kind())),
                       "it is passed over");
  return std::nullopt;
}

class Collector {
 public:
  explicit Collector(Tree& tree) : tree_(tree) {}

  void Collect(PackageIndex from) {
    from_ = from;
    found_.clear();
    Node& node = tree_.at(from);
    if (from == PackageIndex::kRoot) AddWorkspaces();
    if (node.manifest) {
      AddFields(*node.manifest_source, *node.manifest, true);
    } else if (node.entry && node.is_legacy) {
      AddRequires(*node.entry_place.source, *node.entry);
    } else if (node.entry) {
      AddFields(*node.entry_place.source, *node.entry, false);
    } else if (from == PackageIndex::kRoot) {
      AddLegacyTop();
    }
    KeepOnePerName();
    if (node.manifest && node.entry && !node.is_legacy) {
      PlaceInLockfile(*node.entry_place.source, *node.entry);
    }
  }

 private:
  void Add(Edge edge) {
    if (tree_.edges.size() + found_.size() >= limits::kDependencies) {
      if (!overflowed_) {
        tree_.complaints.AddForFile(
            Diagnostic::Level::kError, "L018", tree_.lockfile,
            fmt::format("more than {} dependencies", HumanCount(limits::kDependencies)),
            "the rest is not read");
      }
      overflowed_ = true;
      return;
    }
    edge.from = from_;
    edge.asked = edge.range;
    found_.push_back(edge);
  }

  void AddWorkspaces() {
    for (const Workspace& workspace : FindWorkspaces(tree_)) {
      Add({.name = tree_.texts.Copy(workspace.name),
           .range = tree_.texts.Copy("file:" + workspace.path),
           .scope = DependencyScope::kWorkspace,
           .line = workspace.line,
           .line_in_manifest = true});
    }
  }

  void AddFields(const Source& source, const Object& manifest, bool is_manifest) {
    const auto meta = ObjectAt(tree_, source, manifest, "peerDependenciesMeta");
    const auto accept = ObjectAt(tree_, source, manifest, "acceptDependencies");
    const bool is_top = !tree_.at(from_).in_node_modules;
    for (const DependencyField& field : kDependencyFields) {
      if (field.scope == DependencyScope::kDev && !is_top) continue;
      const auto members = ObjectAt(tree_, source, manifest, field.name);
      if (!members) continue;
      for (const Member& member : *members) {
        const auto range = RangeOf(source, member);
        if (!range) continue;
        Edge edge{.name = member.key,
                  .range = *range,
                  .scope = field.scope,
                  .line = source.LineAt(member.key_offset),
                  .line_in_manifest = is_manifest};
        if (field.scope == DependencyScope::kPeer && meta && IsOptional(*meta, member.key)) {
          edge.scope = DependencyScope::kPeerOptional;
        }
        if (accept) edge.accepted = accept->FindString(member.key).value_or("");
        Add(edge);
      }
    }
  }

  /// Version 1 does not say why a package asks; the flags of what it gets tell optional ones, later
  /// (lock_legacy.cc).
  void AddRequires(const Source& source, const Object& entry) {
    const Value* const requires_value = entry.Find("requires");
    const auto members = requires_value == nullptr ? std::nullopt : requires_value->AsObject();
    if (!members) return;
    for (const Member& member : *members) {
      const auto range = RangeOf(source, member);
      if (!range) continue;
      Add({.name = member.key, .range = *range, .line = source.LineAt(member.key_offset)});
    }
  }

  /// Version 1 without a manifest beside it does not say what the root asks for: all that stands at
  /// the top, for the reason that its marks give, is the nearest guess.
  void AddLegacyTop() {
    for (const Node& node : tree_.nodes) {
      if (!node.is_legacy || !node.in_node_modules || node.above != PackageIndex::kRoot) continue;
      const Package& package = node.package;
      Add({.name = tree_.texts.Copy(package.folder_name),
           .range = "*",
           .scope = package.dev        ? DependencyScope::kDev
                    : package.optional ? DependencyScope::kOptional
                                       : DependencyScope::kProd,
           .line = package.line});
    }
  }

  std::optional<std::string_view> RangeOf(const Source& source, const Member& member) {
    const auto range = member.value.AsString();
    if (range && !member.key.empty()) return range;
    tree_.complaints.Warn("L002", ValueOf(source, member.value),
                          fmt::format("the dependency {} is {}, not the text of a range",
                                      Quote(member.key), NameOf(member.value.kind())),
                          "it is passed over");
    return std::nullopt;
  }

  static bool IsOptional(const Object& meta, std::string_view name) {
    const auto about = meta.FindObject(name);
    return about && about->FindBool("optional").value_or(false);
  }

  /// Moves the edges of this package into the tree, by name, the strongest of each name.
  void KeepOnePerName() {
    const auto before = [](const Edge& a, const Edge& b) {
      const int order = a.name.compare(b.name);
      return order != 0 ? order < 0 : EdgeRank(a.scope) < EdgeRank(b.scope);
    };
    // npm writes them in order, and most packages have one kind only.
    if (!std::is_sorted(found_.begin(), found_.end(), before))
      std::stable_sort(found_.begin(), found_.end(), before);
    first_ = tree_.edges.size();
    for (std::size_t i = 0; i < found_.size(); ++i) {
      const bool hidden = i + 1 < found_.size() && found_[i + 1].name == found_[i].name;
      if (hidden) continue;
      found_[i].symbol = tree_.names.Intern(found_[i].name);
      tree_.edges.push_back(found_[i]);
    }
  }

  /// The lockfile has the same edge: its line is the one to show.
  void PlaceInLockfile(const Source& source, const Object& entry) {
    std::array<std::optional<Object>, kDependencyFields.size()> fields;
    for (std::size_t i = 0; i < kDependencyFields.size(); ++i)
      fields[i] = entry.FindObject(kDependencyFields[i].name);
    for (std::size_t i = first_; i < tree_.edges.size(); ++i) {
      Edge& edge = tree_.edges[i];
      for (const auto& field : fields) {
        const Member* const member = field ? field->FindMember(edge.name) : nullptr;
        if (member == nullptr || !member->value.AsString()) continue;
        edge.line = source.LineAt(member->key_offset);
        edge.line_in_manifest = false;
        edge.locked_range = *member->value.AsString();
      }
    }
  }

  Tree& tree_;
  PackageIndex from_ = PackageIndex::kRoot;
  std::vector<Edge> found_;
  std::size_t first_ = 0;
  bool overflowed_ = false;
};

}  // namespace

void CollectEdges(Tree& tree) {
  Collector collector(tree);
  tree.first_edge.reserve(tree.nodes.size() + 1);
  for (std::size_t i = 0; i < tree.nodes.size(); ++i) {
    tree.first_edge.push_back(static_cast<std::uint32_t>(tree.edges.size()));
    if (tree.nodes[i].package.origin != Origin::kLink) {
      collector.Collect(static_cast<PackageIndex>(i));
    }
  }
  tree.first_edge.push_back(static_cast<std::uint32_t>(tree.edges.size()));
}

}  // namespace inventory
