#include "inventory/graph_drift.h"

#include <fmt/format.h>

#include <map>

#include "base/text.h"
#include "inventory/fields.h"
#include "inventory/graph.h"
#include "model/npm_spec.h"
#include "model/semver.h"

namespace inventory {
namespace {

using formats::json::Member;
using Remark = LockRemarkKind;

/// What one manifest asks for under a name.
struct Ask {
  std::string_view range;
  DependencyScope scope;
  const Member* member;
};

class ImporterDrift {
 public:
  ImporterDrift(Tree& tree, PackageIndex importer, const std::vector<std::uint32_t>& edges)
      : tree_(tree), importer_(importer) {
    for (const std::uint32_t edge : edges) edges_.emplace(tree.edges[edge].name, edge);
    ReadAsks();
  }

  void Run() {
    for (const auto& [name, ask] : asks_) Compare(name, ask);
    for (const auto& [name, index] : edges_) {
      const Edge edge = tree_.edges[index];
      if (edge.scope == DependencyScope::kWorkspace || edge.unlisted || edge.line_in_manifest ||
          asks_.contains(name)) {
        continue;
      }
      Note(Remark::kDriftLeftover, name, edge.range, PlaceOf(edge),
           fmt::format("{} is wanted here, and the manifest does not ask for it", Quote(name)));
    }
  }

 private:
  void ReadAsks() {
    const Node& node = tree_.at(importer_);
    for (const DependencyField& field : kDependencyFields) {
      for (const Member& member : node.manifest->MembersOf(field.name)) {
        const auto range = member.value.AsString();
        if (range && !member.key.empty()) asks_[member.key] = {*range, field.scope, &member};
      }
    }
  }

  Complaints::Place PlaceOf(const Edge& edge) const { return edge.place; }
  Complaints::Place PlaceOf(const Ask& ask) const {
    return KeyOf(*tree_.at(importer_).manifest_source, *ask.member);
  }

  void Note(Remark kind, std::string_view name, std::string_view detail,
            const Complaints::Place& place, std::string message) {
    tree_.remarks.push_back(
        {.kind = kind,
         .package = importer_,
         .name = Untrusted(name),
         .file = place.source == nullptr ? tree_.lockfile : place.source->file,
         .line = place.source == nullptr ? 0 : place.source->LineAt(place.offset),
         .detail = Untrusted(detail)});
    tree_.complaints.AddAt(Diagnostic::Level::kWarning, "L013", tree_.lockfile, place,
                           std::move(message), "install again to bring the lockfile up to date");
  }

  void Compare(std::string_view name, const Ask& ask) {
    const auto found = edges_.find(name);
    if (found == edges_.end()) {
      // Peers of a project are somebody else's to bring, unless the lockfile took them in.
      if (ask.scope == DependencyScope::kPeer) return;
      // deno leaves out what is for other machines.
      if (ask.scope == DependencyScope::kOptional &&
          tree_.lockfile_kind == LockfileKind::kDenoLock) {
        return;
      }
      Note(Remark::kDriftMissing, name, ask.range, PlaceOf(ask),
           fmt::format("{} is wanted here, and the lockfile does not have it", Quote(name)));
      AddEdge(tree_, {.from = importer_,
                      .name = name,
                      .range = ask.range,
                      .scope = ask.scope,
                      .line = PlaceOf(ask).source->LineAt(ask.member->key_offset),
                      .line_in_manifest = true});
      return;
    }
    const Edge edge = tree_.edges[found->second];
    if (edge.line_in_manifest || edge.overridden || edge.scope == DependencyScope::kWorkspace)
      return;
    if (!edge.range.empty() && !IsSameRange(ask.range, edge.range)) {
      Note(Remark::kDriftRange, name, edge.range, PlaceOf(edge),
           fmt::format("{} is wanted as {} here and as {} in the manifest", Quote(name),
                       Quote(edge.range), Quote(ask.range)));
    } else if (edge.scope != ask.scope && ask.scope != DependencyScope::kPeer && !edge.IsPeer()) {
      Note(Remark::kDriftScope, name, NameOf(edge.scope), PlaceOf(edge),
           fmt::format("{} is a {} dependency here and a {} dependency in the manifest",
                       Quote(name), NameOf(edge.scope), NameOf(ask.scope)));
    } else if (!IsSatisfied(edge)) {
      Note(Remark::kDriftUnsatisfied, name, ask.range, PlaceOf(ask),
           fmt::format("{} is wanted as {}, and the lockfile has {}", Quote(name), Quote(ask.range),
                       Quote(tree_.at(*edge.to).package.version)));
    }
  }

  bool IsSatisfied(const Edge& edge) const {
    if (!edge.to) return true;
    const Package& to = tree_.at(*edge.to).package;
    if (to.origin != Origin::kRegistry || to.overridden) return true;
    const auto spec = NpmSpec::Parse(edge.asked, {});
    const bool is_range =
        spec && (spec->kind == NpmSpec::Kind::kRange || spec->kind == NpmSpec::Kind::kVersion);
    return !is_range || spec->text == "*" || Satisfies(to.version, spec->text);
  }

  Tree& tree_;
  PackageIndex importer_;
  std::map<std::string_view, std::uint32_t> edges_;
  std::map<std::string_view, Ask> asks_;
};

}  // namespace

bool IsSameRange(std::string_view manifest, std::string_view locked) {
  if (manifest == locked) return true;
  constexpr std::string_view kNpm = "npm:";
  return locked.starts_with(kNpm) && locked.substr(kNpm.size()) == manifest;
}

void CompareWithManifests(Tree& tree) {
  std::map<PackageIndex, std::vector<std::uint32_t>> edges;
  for (std::size_t i = 0; i < tree.nodes.size(); ++i) {
    if (tree.nodes[i].is_importer && tree.nodes[i].manifest) {
      edges.try_emplace(static_cast<PackageIndex>(i));
    }
  }
  for (std::size_t i = 0; i < tree.edges.size(); ++i) {
    if (!tree.at(tree.edges[i].from).is_importer) continue;
    const auto importer = edges.find(tree.edges[i].from);
    if (importer != edges.end()) importer->second.push_back(static_cast<std::uint32_t>(i));
  }
  for (const auto& [importer, own] : edges) ImporterDrift(tree, importer, own).Run();
}

}  // namespace inventory
