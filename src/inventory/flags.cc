#include "inventory/flags.h"

namespace inventory {
namespace {

/// Takes one flag from `to` when `from` and the edge lack it; true when that changed something.
bool Unset(bool& to, bool from, bool edge) {
  if (!to || from || edge) return false;
  to = false;
  return true;
}

class FlagWalk {
 public:
  explicit FlagWalk(Tree& tree) : tree_(tree), seen_(tree.nodes.size()) {}

  void Run() {
    for (std::size_t i = 0; i < tree_.nodes.size(); ++i) SetAll(tree_.nodes[i].package, i != 0);
    queue_.push_back(PackageIndex::kRoot);
    while (!queue_.empty()) {
      const PackageIndex index = queue_.back();
      queue_.pop_back();
      seen_[static_cast<std::size_t>(index)] = true;
      KeepSurroundings(index);
      if (tree_.at(index).package.origin == Origin::kLink) {
        FollowLink(tree_.at(index).package);
      } else {
        FollowEdges(index);
      }
    }
    for (Node& node : tree_.nodes) Settle(node.package);
  }

 private:
  static void SetAll(Package& package, bool value) {
    package.dev = package.optional = package.dev_optional = package.peer = package.extraneous =
        value;
  }

  /// A wanted package keeps the packages whose folder it stands in.
  void KeepSurroundings(PackageIndex index) {
    if (tree_.at(index).package.extraneous) return;
    for (auto above = tree_.at(index).above; above && tree_.at(*above).package.extraneous;
         above = tree_.at(*above).above) {
      tree_.at(*above).package.extraneous = false;
    }
  }

  void FollowLink(const Package& link) {
    if (!link.link_target) return;
    Package& target = tree_.at(*link.link_target).package;
    bool changed = Unset(target.dev, link.dev, false);
    changed |= Unset(target.optional, link.optional, false);
    changed |= Unset(target.dev_optional, link.dev_optional, false);
    changed |= Unset(target.peer, link.peer, false);
    changed |= Unset(target.extraneous, link.extraneous, false);
    if (changed || !seen_[static_cast<std::size_t>(*link.link_target)]) {
      queue_.push_back(*link.link_target);
    }
  }

  void FollowEdges(PackageIndex index) {
    const Package& from = tree_.at(index).package;
    for (const Edge& edge : tree_.EdgesOf(index)) {
      if (!edge.to) continue;
      Package& to = tree_.at(*edge.to).package;
      const bool dev = edge.scope == DependencyScope::kDev;
      const bool optional = edge.IsOptional();
      const bool peer = edge.IsPeer();
      bool changed = Unset(to.extraneous, from.extraneous, peer && optional);
      changed |= Unset(to.dev, from.dev, dev);
      changed |= Unset(to.optional, from.optional, optional);
      changed |=
          Unset(to.dev_optional, from.dev_optional || from.dev || from.optional, dev || optional);
      changed |= Unset(to.peer, from.peer, peer);
      if (changed) queue_.push_back(*edge.to);
    }
  }

  /// devOptional is for what needs both omitted to go; for an extraneous package no flag means
  /// anything.
  static void Settle(Package& package) {
    if (package.dev || package.optional) package.dev_optional = false;
    if (!package.extraneous) return;
    SetAll(package, false);
    package.extraneous = true;
  }

  Tree& tree_;
  std::vector<bool> seen_;
  std::vector<PackageIndex> queue_;
};

/// Whether `manifest` bundles `name`: `true` bundles everything it depends on.
bool Bundles(const formats::json::Object& manifest, std::string_view name) {
  for (const std::string_view field : {"bundleDependencies", "bundledDependencies"}) {
    const formats::json::Value* const value = manifest.Find(field);
    if (value == nullptr) continue;
    if (value->AsBool().value_or(false)) {
      const auto dependencies = manifest.FindObject("dependencies");
      return dependencies && dependencies->Find(name) != nullptr;
    }
    const auto list = value->AsArray();
    if (!list) continue;
    for (const formats::json::Value& item : *list) {
      if (item.AsString() == name) return true;
    }
  }
  return false;
}

}  // namespace

void ComputeFlags(Tree& tree) {
  FlagWalk(tree).Run();
}

void ComputeBundles(Tree& tree) {
  // Bundled by name, or standing inside what is; then whatever stands beside them for their sake.
  std::vector<PackageIndex> queue;
  std::vector<std::optional<PackageIndex>> bundler(tree.nodes.size());
  const auto mark = [&](PackageIndex index, PackageIndex by) {
    auto& known = bundler[static_cast<std::size_t>(index)];
    if (known) return;
    known = by;
    tree.at(index).package.in_bundle = by != PackageIndex::kRoot;
    queue.push_back(index);
  };
  for (std::size_t i = 1; i < tree.nodes.size(); ++i) {
    const Node& node = tree.nodes[i];
    if (!node.in_node_modules) continue;
    const auto& parent = tree.at(*node.above).manifest;
    if (parent && Bundles(*parent, node.package.folder_name)) {
      mark(static_cast<PackageIndex>(i), *node.above);
    }
  }
  while (!queue.empty()) {
    const PackageIndex index = queue.back();
    queue.pop_back();
    const PackageIndex by = *bundler[static_cast<std::size_t>(index)];
    for (const Edge& edge : tree.EdgesOf(index)) {
      if (!edge.to) continue;
      const Node& to = tree.at(*edge.to);
      if (to.in_node_modules && (*to.above == by || bundler[static_cast<std::size_t>(*to.above)])) {
        mark(*edge.to, by);
      }
    }
  }
}

}  // namespace inventory
