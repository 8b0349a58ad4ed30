#include <fmt/format.h>

#include <unordered_map>

#include "base/limits.h"
#include "base/text.h"
#include "inventory/bun_binary.h"
#include "inventory/graph.h"
#include "inventory/lock_readers.h"
#include "inventory/members.h"
#include "model/url_parts.h"

namespace inventory {
namespace {

using bun::BinaryDependency;
using bun::BinaryLockfile;
using bun::BinaryPackage;
using bun::BinaryTree;
using bun::Tag;

class BunBinaryReader {
 public:
  BunBinaryReader(Tree& tree, const BinaryLockfile& lockfile, const Project& project)
      : tree_(tree), lockfile_(lockfile), project_(project) {}

  void Read() {
    tree_.lockfile_version = static_cast<int>(lockfile_.format);
    FindPaths();
    places_.resize(lockfile_.packages.size());
    for (std::size_t i = 0; i < lockfile_.packages.size(); ++i) AddOne(i);
    for (std::size_t i = 0; i < lockfile_.packages.size(); ++i) ReadEdges(i);
  }

 private:
  /// The places that each package stands in.
  void FindPaths() {
    paths_.resize(lockfile_.packages.size());
    std::vector<std::string> folders(lockfile_.trees.size());
    std::size_t placed = 0;
    for (std::size_t i = 0; i < lockfile_.trees.size(); ++i) {
      const BinaryTree& tree = lockfile_.trees[i];
      // Trees stand behind the ones around them.
      if (i > 0 && tree.parent < i && tree.dependency < lockfile_.dependencies.size()) {
        const std::string& around = folders[tree.parent];
        const BinaryDependency& dependency = lockfile_.dependencies[tree.dependency];
        const bool is_member = dependency.package != bun::kNobody &&
                               lockfile_.packages[dependency.package].tag == Tag::kWorkspace;
        folders[i] = is_member ? lockfile_.packages[dependency.package].address
                               : around + (around.empty() ? "node_modules/" : "/node_modules/") +
                                     dependency.name;
        if (folders[i].size() > limits::kPackagePathBytes) folders[i].clear();
      }
      for (const std::uint32_t id : tree.dependencies) {
        if (id >= lockfile_.dependencies.size()) continue;
        const BinaryDependency& dependency = lockfile_.dependencies[id];
        if (dependency.package == bun::kNobody || ++placed > limits::kPackages) continue;
        paths_[dependency.package].push_back(
            folders[i] + (folders[i].empty() ? "node_modules/" : "/node_modules/") +
            dependency.name);
      }
    }
  }

  void AddOne(std::size_t at) {
    const BinaryPackage& locked = lockfile_.packages[at];
    if (at == 0 || locked.tag == Tag::kRoot) {
      places_[at] = {PackageIndex::kRoot};
      if (!tree_.root().manifest) tree_.root().package.name = PackageName::Parse(locked.name);
      return;
    }
    if (locked.tag == Tag::kWorkspace) {
      const auto member = AddMember(tree_, project_.files, project_.folder, locked.address, {});
      if (!member) return;
      places_[at] = {*member};
      if (*member == PackageIndex::kRoot) return;
      Node& node = tree_.at(*member);
      if (!node.manifest) node.package.name = PackageName::Parse(locked.name);
      AddMemberEdge(tree_, *member, 0, {});
      return;
    }
    const auto name = PackageName::Parse(locked.name);
    if (!name) {
      tree_.complaints.AddForFile(Diagnostic::Level::kWarning, "L007", tree_.lockfile,
                                  fmt::format("{} is no name of a package", Quote(locked.name)),
                                  "bun writes no such name: look who changed the lockfile");
      return;
    }
    if (paths_[at].empty()) {
      AddPlace(at, *name, fmt::format("node_modules/{}@{}", locked.name, locked.version),
               name->text());
    }
    for (const std::string& path : paths_[at]) AddPlace(at, *name, path, FolderName(path));
  }

  void AddPlace(std::size_t at, const PackageName& name, const std::string& path,
                std::string_view folder_name) {
    const BinaryPackage& locked = lockfile_.packages[at];
    const auto index = AddPackage(tree_, path, {});
    if (!index) return;
    places_[at].push_back(*index);
    by_path_.emplace(path, Place{at, *index});
    Node& node = tree_.at(*index);
    Package& package = node.package;
    package.folder_name = folder_name;
    package.name = name;
    package.version = locked.version;
    package.integrity = locked.integrity;
    package.has_install_script = locked.has_install_script;
    package.platforms = locked.platforms;
    package.origin = OriginOf(locked);
    if (!locked.address.empty()) {
      SetResolved(tree_, *index,
                  tree_.texts.Copy(locked.commit.empty()
                                       ? locked.address
                                       : fmt::format("{}#{}", locked.address, locked.commit)),
                  {});
    }
  }

  static Origin OriginOf(const BinaryPackage& locked) {
    switch (locked.tag) {
      case Tag::kNpm:
        return Origin::kRegistry;
      case Tag::kFolder:
      case Tag::kSymlink:
        return Origin::kFolder;
      case Tag::kLocalTarball:
      case Tag::kRemoteTarball:
        return Origin::kTarball;
      case Tag::kGithub:
      case Tag::kGitlab:
      case Tag::kGit:
        return Origin::kGit;
      case Tag::kModule:
        return Origin::kForeign;
      case Tag::kWorkspace:
        return Origin::kWorkspace;
      case Tag::kRoot:
        return Origin::kRoot;
      case Tag::kNone:
        return Origin::kUnknown;
    }
    return Origin::kUnknown;
  }

  void ReadEdges(std::size_t at) {
    const BinaryPackage& locked = lockfile_.packages[at];
    if (places_[at].empty()) return;
    const std::uint64_t end = std::uint64_t{locked.first_dependency} + locked.dependencies;
    if (end > lockfile_.dependencies.size()) {
      tree_.complaints.AddForFile(
          Diagnostic::Level::kError, "L001", tree_.lockfile,
          fmt::format("the dependencies of {} lie outside of the file", Quote(locked.name)),
          "write the lockfile anew with `bun install`");
      return;
    }
    for (std::size_t i = locked.first_dependency; i < end; ++i) {
      const BinaryDependency& dependency = lockfile_.dependencies[i];
      // The project's own members are tied to it already.
      if (dependency.workspace && at == 0) continue;
      Edge edge{.name = tree_.texts.Copy(dependency.name),
                .range = RangeOf(dependency),
                .scope = ScopeOf(dependency)};
      for (const PackageIndex place : places_[at]) {
        if (tree_.has_too_many_edges) return;
        edge.from = place;
        edge.to = AnswerFrom(tree_.at(place).package.path, dependency);
        ApplyOverride(edge);
        AddEdge(tree_, edge);
      }
    }
  }

  /// Of the places that the answer stands in, the one that Node finds from `path`; what stands in
  /// no place on that way is the first.
  std::optional<PackageIndex> AnswerFrom(std::string_view path,
                                         const BinaryDependency& dependency) const {
    if (dependency.package == bun::kNobody || places_[dependency.package].empty())
      return std::nullopt;
    std::string at(path);
    while (true) {
      const auto found =
          by_path_.find(at + (at.empty() ? "node_modules/" : "/node_modules/") + dependency.name);
      if (found != by_path_.end() && found->second.package == dependency.package)
        return found->second.index;
      if (at.empty()) break;
      const std::size_t modules = at.rfind("/node_modules/");
      at.resize(modules == std::string::npos ? 0 : modules);
    }
    return places_[dependency.package].front();
  }

  /// The lockfile keeps the rules by hashes of names: the manifest has them in the clear.
  void ApplyOverride(Edge& edge) {
    if (!tree_.root().manifest) return;
    for (const std::string_view field : {"overrides", "resolutions"}) {
      const auto rule = tree_.root().manifest->MembersOf(field).FindString(edge.name);
      if (!rule) continue;
      edge.asked = *rule;
      edge.overridden = true;
      if (edge.to) tree_.at(*edge.to).package.overridden = true;
    }
  }

  /// Of a member the lockfile has the folder, not what the manifest says.
  std::string_view RangeOf(const BinaryDependency& dependency) {
    const bool is_member = dependency.package != bun::kNobody &&
                           lockfile_.packages[dependency.package].tag == Tag::kWorkspace;
    return is_member ? std::string_view() : tree_.texts.Copy(dependency.range);
  }

  static DependencyScope ScopeOf(const BinaryDependency& dependency) {
    if (dependency.peer) {
      return dependency.optional ? DependencyScope::kPeerOptional : DependencyScope::kPeer;
    }
    if (dependency.optional) return DependencyScope::kOptional;
    return dependency.dev ? DependencyScope::kDev : DependencyScope::kProd;
  }

  Tree& tree_;
  const BinaryLockfile& lockfile_;
  const Project& project_;
  struct Place {
    std::size_t package;
    PackageIndex index;
  };
  std::vector<std::vector<std::string>> paths_;    ///< of each package
  std::vector<std::vector<PackageIndex>> places_;  ///< the nodes there
  std::unordered_map<std::string, Place> by_path_;
};

}  // namespace

void ReadBunBinaryLock(Tree& tree, Bytes bytes, const Project& project) {
  auto read = bun::ReadBinary(bytes);
  if (!read) {
    tree.complaints.AddForFile(Diagnostic::Level::kError, "L001", tree.lockfile,
                               read.error().message, read.error().help);
    return;
  }
  BunBinaryReader(tree, *read, project).Read();
}

}  // namespace inventory
