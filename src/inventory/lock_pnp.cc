#include <fmt/format.h>

#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "base/limits.h"
#include "base/text.h"
#include "inventory/fields.h"
#include "inventory/graph.h"
#include "inventory/lock_readers.h"
#include "inventory/members.h"
#include "inventory/yarn_locator.h"

namespace inventory {
namespace {

using formats::json::Member;
using formats::json::Object;
using formats::json::Value;

/// yarn's Plug'n'Play data: `packageRegistryData` lists every package by name and reference, where
/// it lies, and what each name that it may import leads to. A package with peers is there once for
/// every set of answers (`virtual:`), so that the graph is more exact than that of yarn.lock.
class PnpReader {
 public:
  PnpReader(Tree& tree, const Source& source, const Project& project)
      : tree_(tree), source_(source), project_(project) {}

  void Read(const Object& state) {
    WarnOfHiddenMembers(source_, state, tree_.complaints);
    const Value* const data = state.Find("packageRegistryData");
    const auto names = data == nullptr ? std::nullopt : data->AsArray();
    if (!names) {
      tree_.complaints.Add(
          Diagnostic::Level::kError, "L002",
          data == nullptr ? Complaints::Place{.source = &source_} : ValueOf(source_, *data),
          "the data has no list `packageRegistryData`", "write it anew with `yarn install`");
      return;
    }
    for (const Value& name : *names) ReadReferences(name);
    FindVirtual();
    for (Entry& entry : entries_) AddEntry(entry);
    ReadResolutions();
    for (const Entry& entry : entries_) ReadDependencies(entry);
    if (entries_.empty()) return;
    tree_.complaints.AddForFile(Diagnostic::Level::kNote, "L028", tree_.lockfile,
                                "Plug'n'Play data pins no package by a hash",
                                "put yarn.lock beside it; until then what is downloaded is held "
                                "against the hashes that the registry gives");
  }

 private:
  struct Entry {
    std::string_view name;
    std::string_view reference;
    Object information;
    std::uint32_t offset = 0;
    YarnLocator locator;
    std::optional<PackageIndex> index;
  };

  Complaints::Place At(const Entry& entry) const {
    return {.source = &source_, .offset = entry.offset};
  }

  // Entries

  void ReadReferences(const Value& item) {
    const auto pair = item.AsArray();
    if (!pair || pair->size() != 2 || !(*pair)[1].AsArray()) return Complain(item);
    // The first of all says again, without a name, what the project itself gets.
    if ((*pair)[0].IsNull()) return;
    const auto name = (*pair)[0].AsString();
    if (!name) return Complain(item);
    for (const Value& one : (*pair)[1].Elements()) {
      const auto named = one.AsArray();
      const auto reference = named && named->size() == 2 ? (*named)[0].AsString() : std::nullopt;
      const auto information = reference ? (*named)[1].AsObject() : std::nullopt;
      auto locator =
          information ? ReadYarnLocator(fmt::format("{}@{}", *name, *reference)) : std::nullopt;
      if (!locator) {
        Complain(one);
        continue;
      }
      WarnOfHiddenMembers(source_, *information, tree_.complaints);
      entries_.push_back({.name = *name,
                          .reference = *reference,
                          .information = *information,
                          .offset = (*named)[0].offset(),
                          .locator = *std::move(locator)});
    }
  }

  void Complain(const Value& value) {
    tree_.complaints.Warn("L002", ValueOf(source_, value),
                          "this is no package with its name, reference and information",
                          "it is passed over; write the data anew with `yarn install`");
  }

  static std::string_view WithoutVirtual(std::string_view reference) {
    if (!reference.starts_with("virtual:")) return reference;
    const std::size_t hash = reference.find('#');
    return hash == std::string_view::npos ? reference : reference.substr(hash + 1);
  }

  /// A package with peers is listed once more without them, for nobody: only its places count.
  void FindVirtual() {
    for (const Entry& entry : entries_) {
      if (entry.reference.starts_with("virtual:"))
        has_virtual_.insert(fmt::format("{}@{}", entry.name, WithoutVirtual(entry.reference)));
    }
  }

  void AddEntry(Entry& entry) {
    const bool is_virtual = entry.reference.starts_with("virtual:");
    const bool is_member = entry.locator.protocol == YarnProtocol::kWorkspace;
    if (is_member) {
      entry.index = AddMemberOnce(entry);
    } else if (is_virtual || !has_virtual_.contains(entry.locator.text)) {
      entry.index = AddInstalled(entry);
    }
    if (entry.index) by_locator_.emplace(entry.locator.text, *entry.index);
  }

  /// A member that others of the workspaces use with peers is there several times, in one folder.
  std::optional<PackageIndex> AddMemberOnce(const Entry& entry) {
    const std::string path = tree_.Localise(entry.locator.reference);
    if (const auto known = by_folder_.find(path); known != by_folder_.end()) return known->second;
    const auto index = AddMember(tree_, project_.files, project_.folder, path, At(entry));
    if (!index) return std::nullopt;
    by_folder_.emplace(path, *index);
    Node& node = tree_.at(*index);
    node.package.line = source_.LineAt(entry.offset);
    if (!node.manifest) node.package.name = PackageName::Parse(entry.name);
    if (*index != PackageIndex::kRoot) AddMemberEdge(tree_, *index, node.package.line, At(entry));
    return index;
  }

  std::optional<PackageIndex> AddInstalled(const Entry& entry) {
    const YarnLocator& locator = entry.locator;
    auto name = PackageName::Parse(entry.name);
    if (!name) {
      tree_.complaints.Warn("L007", At(entry),
                            fmt::format("{} is no name of a package", Quote(entry.name)),
                            "yarn writes no such name: look who changed the file");
      return std::nullopt;
    }
    std::string path = fmt::format("node_modules/{}", entry.name);
    // It lies in an archive, or in a folder of yarn's: a second package of the name stands
    // elsewhere.
    if (tree_.taken_paths.contains(path)) path += fmt::format("@{}", locator.reference);
    const auto index = AddPackage(tree_, std::move(path), At(entry));
    if (!index) return std::nullopt;
    Node& node = tree_.at(*index);
    node.package.name = std::move(name);
    node.package.folder_name = entry.name;
    node.package.origin = OriginOfYarn(locator.protocol);
    if (node.package.origin == Origin::kRegistry) node.package.version = locator.reference;
    node.package.patch_file = Untrusted(locator.patch);
    node.has_other_hash = true;  // L028 says it once for all
    if (!locator.address.empty())
      SetResolved(tree_, *index, tree_.texts.Copy(locator.address), At(entry));
    return index;
  }

  // Edges

  /// Names that the root puts other packages in place of, as its manifest says.
  void ReadResolutions() {
    if (!tree_.root().manifest) return;
    for (const Member& rule : tree_.root().manifest->MembersOf("resolutions")) {
      const auto range = rule.value.AsString();
      if (!range) continue;
      YarnResolution read = ReadYarnResolution(rule.key);
      const std::string name = read.name;
      resolutions_.emplace(name, Resolution{std::move(read), *range});
    }
  }

  struct Resolution {
    YarnResolution rule;
    std::string_view range;
  };

  /// What packages other than members ask for is not said, so a rule for a range is not seen there.
  const Resolution* Overriding(const Entry& from, const Edge& edge) const {
    const auto [begin, end] = resolutions_.equal_range(std::string(edge.name));
    for (auto at = begin; at != end; ++at) {
      const YarnResolution& rule = at->second.rule;
      const bool is_range =
          rule.range.empty() || WithYarnProtocol(rule.range) == WithYarnProtocol(edge.range);
      const bool is_parent = rule.parent.empty() || rule.parent == from.name;
      if (is_range && is_parent) return &at->second;
    }
    return nullptr;
  }

  void ReadDependencies(const Entry& entry) {
    if (!entry.index) return;
    std::unordered_set<std::string_view> peers;
    for (const Value& peer : entry.information.ElementsOf("packagePeers"))
      peers.insert(peer.AsString().value_or(""));
    for (const Value& item : entry.information.ElementsOf("packageDependencies")) {
      const auto pair = item.AsArray();
      const auto name = pair && pair->size() == 2 ? (*pair)[0].AsString() : std::nullopt;
      if (!name) {
        Complain(item);
        continue;
      }
      AddDependency(entry, *name, (*pair)[1], peers.contains(*name));
    }
  }

  void AddDependency(const Entry& entry, std::string_view name, const Value& answer, bool is_peer) {
    const std::string locator = LocatorOf(name, answer);
    // Every package may import itself.
    if (locator == entry.locator.text) return;
    Edge edge{.from = *entry.index,
              .name = name,
              .scope = is_peer ? DependencyScope::kPeer : DependencyScope::kProd,
              .line = source_.LineAt(answer.offset()),
              .place = ValueOf(source_, answer)};
    AskAsManifest(edge);
    if (answer.IsNull()) {
      // A peer that nobody answers; the data does not tell whether somebody must.
      edge.scope = DependencyScope::kPeerOptional;
      return AddEdge(tree_, edge);
    }
    if (const auto found = by_locator_.find(locator); found != by_locator_.end())
      edge.to = found->second;
    if (!edge.to)
      ComplainOfDangling(tree_, edge.place, tree_.at(*entry.index).package.path, locator);
    const Resolution* const rule = Overriding(entry, edge);
    if (rule != nullptr && edge.to) {
      edge.asked = rule->range;
      edge.overridden = true;
      tree_.at(*edge.to).package.overridden = true;
    }
    AddEdge(tree_, edge);
  }

  /// "npm:1.0.0", or for an alias the name and that.
  static std::string LocatorOf(std::string_view name, const Value& answer) {
    if (const auto reference = answer.AsString()) return fmt::format("{}@{}", name, *reference);
    const auto pair = answer.AsArray();
    if (!pair || pair->size() != 2) return {};
    return fmt::format("{}@{}", (*pair)[0].AsString().value_or(""),
                       (*pair)[1].AsString().value_or(""));
  }

  /// The range and the reason stand in the manifest alone, and only the members' are read.
  void AskAsManifest(Edge& edge) const {
    const Node& node = tree_.at(edge.from);
    if (!node.is_importer || !node.manifest) return;
    for (const DependencyField& field : kDependencyFields) {
      const Value* const range = node.manifest->MembersOf(field.name).Find(edge.name);
      if (range == nullptr) continue;
      edge.range = TextOf(*range);
      edge.scope = field.scope;
    }
  }

  Tree& tree_;
  const Source& source_;
  const Project& project_;
  std::vector<Entry> entries_;
  std::unordered_set<std::string> has_virtual_;  ///< locators that are there with peers too
  std::unordered_map<std::string, PackageIndex> by_locator_;
  std::unordered_map<std::string, PackageIndex> by_folder_;
  std::unordered_multimap<std::string, Resolution> resolutions_;
};

}  // namespace

void ReadPnp(Tree& tree, const Source& source, const Project& project) {
  if (const auto state = RootObject(tree, source, "yarn install"))
    PnpReader(tree, source, project).Read(*state);
}

}  // namespace inventory
