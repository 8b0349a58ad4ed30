#include "inventory/drift.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "inventory/fields.h"

namespace inventory {
namespace {

/// npm lets the later of two fields that name the same package win.
constexpr auto kLastFieldFirst = [] {
  auto fields = kDependencyFields;
  std::reverse(fields.begin(), fields.end());
  return fields;
}();

using formats::json::Member;
using formats::json::Object;
using Remark = LockRemarkKind;

class DriftReader {
 public:
  DriftReader(Tree& tree, PackageIndex index)
      : tree_(tree), node_(tree.at(index)), index_(index), edges_(tree.EdgesOf(index)) {}

  void Run() {
    if (index_ == PackageIndex::kRoot) CompareRoot();
    for (const Edge& edge : edges_) CompareEdge(edge);
    if (IsModern()) FindLeftovers();
  }

 private:
  /// Version 1 does not repeat what the manifest says.
  bool IsModern() const { return node_.entry && !node_.is_legacy; }

  void Note(Remark kind, std::string_view name, std::string_view detail,
            const Complaints::Place& place, std::string message) {
    tree_.remarks.push_back({.kind = kind,
                             .package = index_,
                             .name = Untrusted(name),
                             .file = place.source->file,
                             .line = place.source->LineAt(place.offset),
                             .detail = Untrusted(detail)});
    tree_.complaints.Warn("L013", place, std::move(message),
                          "run `npm install` to bring the lockfile up to date");
  }

  void CompareRoot() {
    if (!IsModern()) return;
    const Object& entry = *node_.entry;
    for (const auto& [field, kind] : {std::pair("name", Remark::kDriftRootName),
                                      std::pair("version", Remark::kDriftRootVersion)}) {
      const Member* const locked = entry.FindMember(field);
      const auto text = locked == nullptr ? std::nullopt : locked->value.AsString();
      const auto own = node_.manifest->FindString(field);
      if (!text || !own || *text == *own) continue;
      Note(kind, *own, *text, ValueOf(*node_.entry_place.source, locked->value),
           fmt::format("the {} of the project is {} here and {} in the manifest", field,
                       Quote(*text), Quote(*own)));
    }
  }

  /// The lockfile's member for a name, with the reason it gives.
  struct Locked {
    const Member* member = nullptr;
    DependencyScope scope = DependencyScope::kProd;
  };
  Locked FindLocked(std::string_view name) const {
    for (const DependencyField& field : kLastFieldFirst) {
      const auto members = node_.entry->FindObject(field.name);
      const Member* const member = members ? members->FindMember(name) : nullptr;
      if (member == nullptr || !member->value.AsString()) continue;
      DependencyScope scope = field.scope;
      if (scope == DependencyScope::kPeer) {
        const auto meta = node_.entry->FindObject("peerDependenciesMeta");
        const auto about = meta ? meta->FindObject(name) : std::nullopt;
        if (about && about->FindBool("optional").value_or(false)) {
          scope = DependencyScope::kPeerOptional;
        }
      }
      return {member, scope};
    }
    return {};
  }

  /// Where the manifest on disk asks for a name.
  Complaints::Place PlaceInManifest(std::string_view name) const {
    for (const DependencyField& field : kLastFieldFirst) {
      const auto members = node_.manifest->FindObject(field.name);
      const Member* const member = members ? members->FindMember(name) : nullptr;
      if (member != nullptr) return KeyOf(*node_.manifest_source, *member);
    }
    return {.source = node_.manifest_source};
  }

  void CompareEdge(const Edge& edge) {
    if (edge.scope == DependencyScope::kWorkspace) return;
    const Locked locked = IsModern() ? FindLocked(edge.name) : Locked{};
    const bool is_told = !IsModern() || locked.member != nullptr;
    if (!is_told || edge.state == Dependency::State::kMissing) {
      Note(Remark::kDriftMissing, edge.name, edge.range, PlaceInManifest(edge.name),
           fmt::format("{} is wanted here, and the lockfile does not have it", Quote(edge.name)));
      return;
    }
    if (edge.state == Dependency::State::kInvalid) {
      Note(Remark::kDriftUnsatisfied, edge.name, edge.range, PlaceInManifest(edge.name),
           fmt::format("{} is wanted as {}, and the lockfile has {}", Quote(edge.name),
                       Quote(edge.asked), Quote(tree_.at(*edge.to).package.version)));
      return;
    }
    if (locked.member == nullptr) return;
    const auto place = KeyOf(*node_.entry_place.source, *locked.member);
    const std::string_view range = *locked.member->value.AsString();
    if (range != edge.range) {
      Note(Remark::kDriftRange, edge.name, range, place,
           fmt::format("{} is wanted as {} here and as {} in the manifest", Quote(edge.name),
                       Quote(range), Quote(edge.range)));
    } else if (locked.scope != edge.scope) {
      Note(Remark::kDriftScope, edge.name, NameOf(locked.scope), place,
           fmt::format("{} is a {} dependency here and a {} dependency in the manifest",
                       Quote(edge.name), NameOf(locked.scope), NameOf(edge.scope)));
    }
  }

  void FindLeftovers() {
    for (const DependencyField& field : kLastFieldFirst) {
      const auto members = node_.entry->FindObject(field.name);
      if (!members) continue;
      for (const Member& member : *members) {
        const auto found = std::lower_bound(
            edges_.begin(), edges_.end(), member.key,
            [](const Edge& edge, std::string_view name) { return edge.name < name; });
        const bool is_wanted = found != edges_.end() && found->name == member.key;
        if (is_wanted || !member.value.AsString()) continue;
        Note(Remark::kDriftLeftover, member.key, *member.value.AsString(),
             KeyOf(*node_.entry_place.source, member),
             fmt::format("{} is wanted here, and the manifest does not ask for it",
                         Quote(member.key)));
      }
    }
  }

  Tree& tree_;
  const Node& node_;
  PackageIndex index_;
  std::span<Edge> edges_;
};

}  // namespace

void RemarkOnDrift(Tree& tree) {
  if (tree.lockfile_kind == LockfileKind::kNone) return;
  for (std::size_t i = 0; i < tree.nodes.size(); ++i) {
    const Node& node = tree.nodes[i];
    const bool has_both = node.manifest && (node.entry || i == 0);
    // The hidden lockfile never has the root.
    const bool can_differ = i != 0 || tree.lockfile_kind != LockfileKind::kHiddenLock;
    if (has_both && can_differ) DriftReader(tree, static_cast<PackageIndex>(i)).Run();
  }
}

void CompareFlags(Tree& tree, const std::vector<bool>& marked_dev) {
  for (std::size_t i = 1; i < tree.nodes.size(); ++i) {
    const Node& node = tree.nodes[i];
    const Package& package = node.package;
    if (!marked_dev[i] || !node.entry || !package.InProduction() || package.dev_optional) continue;
    tree.complaints.Warn("L016", node.entry_place,
                         fmt::format("the lockfile marks {} as needed for development only, but "
                                     "production reaches it",
                                     Quote(package.path)),
                         "run `npm install` to write the marks anew");
  }
}

}  // namespace inventory
