#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <unordered_map>
#include <unordered_set>

#include "base/limits.h"
#include "base/text.h"
#include "inventory/graph.h"
#include "inventory/lock_readers.h"
#include "inventory/members.h"
#include "inventory/platforms.h"
#include "inventory/yarn_locator.h"
#include "model/npm_spec.h"
#include "model/semver.h"

namespace inventory {
namespace {

using formats::json::Member;
using formats::json::Object;
using formats::json::Value;

/// Lockfile versions of yarn 2 (4) to yarn 4 (8, 10).
constexpr int kOldest = 4;
constexpr int kNewest = 10;
/// Chains of packages that each leave a peer to whoever uses them.
constexpr std::size_t kPeerSteps = 64;

/// yarn.lock of yarn 2 and later: an entry for each package, under the list of descriptors that it
/// answers.
class YarnBerryReader {
 public:
  YarnBerryReader(Tree& tree, const Source& source, const Project& project)
      : tree_(tree), source_(source), project_(project) {}

  void Read(const Object& lockfile) {
    WarnOfHiddenMembers(source_, lockfile, tree_.complaints);
    ReadVersion(lockfile);
    for (const Member& member : lockfile) {
      if (member.key != "__metadata" && lockfile.FindMember(member.key) == &member) {
        AddEntry(member);
      }
    }
    ReadResolutions();
    for (const Entry& entry : entries_) ReadEdges(entry);
    ReadPatches();
    ReadPeers();
    if (has_checksums_) {
      tree_.complaints.AddForFile(
          Diagnostic::Level::kNote, "L027", tree_.lockfile,
          "yarn's checksums are of the archives that it makes, not of the tarballs of the registry",
          "what is downloaded is held against the hashes that the registry gives");
    }
  }

 private:
  struct Entry {
    Object fields;
    YarnLocator locator;
    PackageIndex index;
  };

  void ReadVersion(const Object& lockfile) {
    const auto metadata = lockfile.FindObject("__metadata");
    const Value* const version = metadata ? metadata->Find("version") : nullptr;
    const std::string_view text = version == nullptr ? std::string_view() : TextOf(*version);
    int number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    tree_.lockfile_version = number;
    if (number >= kOldest && number <= kNewest) return;
    tree_.complaints.Add(
        number == 0 ? Diagnostic::Level::kWarning : Diagnostic::Level::kError,
        number == 0 ? "L004" : "L003",
        version == nullptr ? Complaints::Place{.source = &source_} : ValueOf(source_, *version),
        number == 0
            ? std::string("`__metadata` has no readable `version`")
            : fmt::format("lockfile version {} is not one that this program knows ({} to {})",
                          Quote(text), kOldest, kNewest),
        "it is read by its shape, and may be misread");
  }

  // Packages

  void AddEntry(const Member& member) {
    const auto fields = member.value.AsObject();
    const std::string_view resolution = fields ? TextAt(*fields, "resolution") : std::string_view();
    const auto locator = ReadYarnLocator(resolution);
    if (!fields || !locator) {
      tree_.complaints.Warn(
          "L002", KeyOf(source_, member),
          fmt::format("the entry {} has no readable `resolution`", Quote(member.key)),
          "the file may have been cut off: write it anew with `yarn install`");
      return;
    }
    WarnOfHiddenMembers(source_, *fields, tree_.complaints);
    const auto descriptors = YarnDescriptors(member.key);
    const auto index = Place(member, *locator, descriptors);
    if (!index) return;
    for (const std::string_view descriptor : descriptors) {
      by_descriptor_.emplace(descriptor, *index);
      // Versions of yarn differ in what they escape in the descriptor of a patched package.
      if (descriptor.find("@patch:") != std::string_view::npos) {
        by_descriptor_.emplace(DecodeYarnText(descriptor), *index);
      }
    }
    by_locator_.emplace(resolution, *index);
    Node& node = tree_.at(*index);
    if (!node.is_importer) FillPackage(*index, *fields, *locator, descriptors);
    entries_.push_back({*fields, *locator, *index});
  }

  std::optional<PackageIndex> Place(const Member& member, const YarnLocator& locator,
                                    const std::vector<std::string_view>& descriptors) {
    if (locator.protocol == YarnProtocol::kWorkspace) {
      const auto index = AddMember(tree_, project_.files, project_.folder, locator.reference,
                                   KeyOf(source_, member));
      if (!index) return std::nullopt;
      Node& node = tree_.at(*index);
      node.package.line = source_.LineAt(member.key_offset);
      if (!node.manifest) node.package.name = PackageName::Parse(locator.name);
      if (*index != PackageIndex::kRoot)
        AddMemberEdge(tree_, *index, node.package.line, KeyOf(source_, member));
      return index;
    }
    const std::string_view folder_name =
        descriptors.empty() ? locator.name : NameOfYarnDescriptor(descriptors.front());
    std::string path = fmt::format("node_modules/{}", folder_name);
    // Where yarn puts it is not said; a second package of the name stands somewhere else.
    if (tree_.taken_paths.contains(path)) path += fmt::format("@{}", locator.reference);
    return AddPackage(tree_, std::move(path), KeyOf(source_, member));
  }

  void FillPackage(PackageIndex index, const Object& fields, const YarnLocator& locator,
                   const std::vector<std::string_view>& descriptors) {
    Node& node = tree_.at(index);
    Package& package = node.package;
    package.name = PackageName::Parse(locator.name);
    if (!package.name) {
      tree_.complaints.Warn("L007", node.entry_place,
                            fmt::format("{} is no name of a package", Quote(locator.name)),
                            "yarn writes no such name: look who changed the lockfile");
    }
    package.folder_name =
        descriptors.empty() ? locator.name : NameOfYarnDescriptor(descriptors.front());
    package.version = TextAt(fields, "version");
    package.origin = OriginOfYarn(locator.protocol);
    package.patch_file = Untrusted(locator.patch);
    package.platforms = PlatformsOfConditions(TextAt(fields, "conditions"));
    if (!locator.address.empty()) {
      const Value* const resolution = fields.Find("resolution");
      SetResolved(tree_, index, tree_.texts.Copy(locator.address), ValueOf(source_, *resolution));
    }
    // The checksum is of the archive that yarn makes of the tarball, and so no hash of the tarball;
    // what is for other machines has none where it was never fetched.
    node.has_other_hash =
        fields.Find("checksum") != nullptr || fields.Find("conditions") != nullptr;
    has_checksums_ |= fields.Find("checksum") != nullptr;
  }

  // Edges

  /// "name", "name@npm:^1", "parent/name", "parent@npm:1.0.0/name@^2": what the root puts in the
  /// place of ranges.
  void ReadResolutions() {
    if (!tree_.root().manifest) return;
    for (const Member& rule : tree_.root().manifest->MembersOf("resolutions")) {
      const auto range = rule.value.AsString();
      if (!range) continue;
      const YarnResolution read = ReadYarnResolution(rule.key);
      resolutions_.emplace(read.name, Resolution{read, *range});
    }
  }

  struct Resolution {
    YarnResolution rule;
    std::string_view range;
  };

  /// What stands in place of `range`, when a rule of the root says so.
  const Resolution* Overriding(const Entry& from, std::string_view name,
                               std::string_view range) const {
    const auto [begin, end] = resolutions_.equal_range(name);
    for (auto at = begin; at != end; ++at) {
      const YarnResolution& rule = at->second.rule;
      const bool is_range =
          rule.range.empty() || WithYarnProtocol(rule.range) == WithYarnProtocol(range);
      const bool is_parent = rule.parent.empty() || rule.parent == from.locator.name;
      const bool is_parent_version =
          rule.parent_range.empty() ||
          WithYarnProtocol(rule.parent_range) == WithYarnProtocol(from.locator.reference);
      if (is_range && is_parent && is_parent_version) return &at->second;
    }
    return nullptr;
  }

  std::optional<PackageIndex> Find(std::string_view name, std::string_view range,
                                   const YarnLocator& from) const {
    if (const auto patched = FindBuiltIn(name, range)) return patched;
    const std::string plain = std::string(name).append("@").append(range);
    for (const std::string& key :
         {plain, std::string(name).append("@").append(WithYarnProtocol(range)),
          // What counts from the asking package names it: "a@file:../a::locator=b%40workspace%3A."
          plain + "::locator=" + EncodeYarnLocator(from.text)}) {
      const auto found = by_descriptor_.find(key);
      if (found != by_descriptor_.end()) return found->second;
    }
    // So does what a rule of the root puts in place, with the root as the asker.
    if (const auto bound = FindByPrefix(plain + "::")) return bound;
    // A member may be asked for by its folder, its version or a range of that.
    if (!range.starts_with("workspace:")) return std::nullopt;
    return FindByPrefix(std::string(name).append("@workspace:"));
  }

  std::optional<PackageIndex> FindByPrefix(const std::string& prefix) const {
    const auto found = by_descriptor_.lower_bound(prefix);
    if (found == by_descriptor_.end() || !found->first.starts_with(prefix)) return std::nullopt;
    return found->second;
  }

  /// yarn itself patches a few packages (typescript, fsevents, resolve), whoever asks for them.
  std::optional<PackageIndex> FindBuiltIn(std::string_view name, std::string_view range) const {
    // yarn 2 and 3 leave "npm:" out.
    for (const std::string& asked : {WithYarnProtocol(range), std::string(range)}) {
      const std::string prefix = fmt::format("{}@patch:{}@{}#", name, name, asked);
      const auto found = by_descriptor_.lower_bound(prefix);
      const bool is_one = found != by_descriptor_.end() && found->first.starts_with(prefix) &&
                          found->first.find("builtin<", prefix.size()) != std::string::npos;
      if (is_one) return found->second;
    }
    return std::nullopt;
  }

  /// Optional by the asking package's `dependenciesMeta`.
  static bool IsMarkedOptional(const Object& fields, std::string_view field,
                               std::string_view name) {
    const auto meta = fields.FindObject(field);
    const auto about = meta ? meta->FindObject(name) : std::nullopt;
    if (!about) return false;
    const Value* const optional = about->Find("optional");
    return optional != nullptr &&
           (optional->AsBool().value_or(false) || optional->AsString() == "true");
  }

  void ReadEdges(const Entry& entry) {
    for (const std::string_view field : {"dependencies", "optionalDependencies"}) {
      for (const Member& member : entry.fields.MembersOf(field)) {
        const std::string_view range = TextOf(member.value);
        Edge edge{.from = entry.index,
                  .name = member.key,
                  .range = range,
                  .asked = range.starts_with("npm:") && range.find('@') == std::string_view::npos
                               ? range.substr(4)
                               : range,
                  .scope = ScopeOf(entry, member.key, field),
                  .line = source_.LineAt(member.key_offset),
                  .place = KeyOf(source_, member)};
        if (const Resolution* const rule = Overriding(entry, member.key, range)) {
          edge.asked = rule->range;
          edge.overridden = true;
        }
        edge.to = Find(member.key, edge.overridden ? edge.asked : range, entry.locator);
        // A resolution may have been taken up in the entry itself.
        if (!edge.to && edge.overridden) edge.to = Find(member.key, range, entry.locator);
        if (edge.overridden && edge.to) tree_.at(*edge.to).package.overridden = true;
        if (!edge.to && !edge.IsOptional()) {
          ComplainOfDangling(tree_, KeyOf(source_, member), tree_.at(entry.index).package.path,
                             std::string(member.key).append("@").append(range));
        }
        AddEdge(tree_, edge);
      }
    }
  }

  /// A member's entry does not tell why: its manifest does.
  DependencyScope ScopeOf(const Entry& entry, std::string_view name, std::string_view field) const {
    const Node& node = tree_.at(entry.index);
    if (node.is_importer && node.manifest) {
      const auto has = [&](std::string_view which) {
        return node.manifest->MembersOf(which).Find(name) != nullptr;
      };
      if (has("devDependencies")) return DependencyScope::kDev;
      if (has("optionalDependencies")) return DependencyScope::kOptional;
    }
    const bool optional =
        field == "optionalDependencies" || IsMarkedOptional(entry.fields, "dependenciesMeta", name);
    return optional ? DependencyScope::kOptional : DependencyScope::kProd;
  }

  /// A patched package is made of another entry, which nobody else may ask for.
  void ReadPatches() {
    for (const Entry& entry : entries_) {
      if (entry.locator.patched.empty()) continue;
      const auto base = by_locator_.find(entry.locator.patched);
      if (base == by_locator_.end() || base->second == entry.index) continue;
      const Node& node = tree_.at(entry.index);
      AddEdge(tree_, {.from = entry.index,
                      .to = base->second,
                      .name = tree_.texts.Copy(entry.locator.name),
                      .range = tree_.texts.Copy(entry.locator.patched),
                      .line = node.package.line,
                      .unlisted = true});
    }
  }

  /// Who answers a peer depends on who uses the package: every answer there is becomes an edge.
  void ReadPeers() {
    std::unordered_map<std::uint32_t, std::vector<PackageIndex>> users;
    std::unordered_map<std::uint32_t, std::map<std::string_view, PackageIndex>> has;
    for (const Edge& edge : tree_.edges) {
      if (!edge.to) continue;
      users[static_cast<std::uint32_t>(*edge.to)].push_back(edge.from);
      has[static_cast<std::uint32_t>(edge.from)].emplace(edge.name, *edge.to);
    }
    std::unordered_map<std::uint32_t, Object> peers;
    for (const Entry& entry : entries_) {
      peers.emplace(static_cast<std::uint32_t>(entry.index),
                    entry.fields.MembersOf("peerDependencies"));
    }
    std::size_t looked = 0;
    for (const Entry& entry : entries_) {
      if (tree_.at(entry.index).is_importer) continue;
      for (const Member& member : entry.fields.MembersOf("peerDependencies")) {
        std::unordered_set<std::uint32_t> answers;
        std::unordered_set<std::uint32_t> seen = {static_cast<std::uint32_t>(entry.index)};
        std::vector<std::uint32_t> open = {static_cast<std::uint32_t>(entry.index)};
        for (std::size_t step = 0; step < open.size() && step < kPeerSteps * kPeerSteps; ++step) {
          for (const PackageIndex user : users[open[step]]) {
            if (++looked > limits::kDependencies) return ComplainOfPeers();
            const auto id = static_cast<std::uint32_t>(user);
            const auto& own = has[id];
            const auto answer = own.find(member.key);
            if (answer != own.end()) {
              answers.insert(static_cast<std::uint32_t>(answer->second));
            } else if (tree_.at(user).package.name &&
                       tree_.at(user).package.name->text() == member.key) {
              answers.insert(id);
            } else if (peers[id].Find(member.key) != nullptr && seen.insert(id).second) {
              open.push_back(id);
            }
          }
        }
        AddPeerEdges(entry, member, answers);
      }
    }
  }

  void ComplainOfPeers() {
    tree_.complaints.AddForFile(Diagnostic::Level::kError, "L018", tree_.lockfile,
                                "there are too many users of packages with peers to ask them all",
                                "the remaining peers have no edges");
  }

  void AddPeerEdges(const Entry& entry, const Member& member,
                    const std::unordered_set<std::uint32_t>& answers) {
    Edge edge{.from = entry.index,
              .name = member.key,
              .range = TextOf(member.value),
              .scope = IsMarkedOptional(entry.fields, "peerDependenciesMeta", member.key)
                           ? DependencyScope::kPeerOptional
                           : DependencyScope::kPeer,
              .line = source_.LineAt(member.key_offset)};
    if (answers.empty()) AddEdge(tree_, edge);
    std::vector<std::uint32_t> sorted(answers.begin(), answers.end());
    std::sort(sorted.begin(), sorted.end());
    for (const std::uint32_t answer : sorted) {
      edge.to = static_cast<PackageIndex>(answer);
      AddEdge(tree_, edge);
    }
  }

  Tree& tree_;
  const Source& source_;
  const Project& project_;
  std::vector<Entry> entries_;
  std::map<std::string, PackageIndex, std::less<>> by_descriptor_;
  std::unordered_map<std::string_view, PackageIndex> by_locator_;
  std::multimap<std::string, Resolution, std::less<>> resolutions_;
  bool has_checksums_ = false;
};

}  // namespace

void ReadYarnBerryLock(Tree& tree, const Source& source, const Project& project) {
  for (const Value& document : source.document.root().Elements()) {
    if (const auto lockfile = document.AsObject()) {
      YarnBerryReader(tree, source, project).Read(*lockfile);
      return;
    }
  }
  tree.complaints.Add(Diagnostic::Level::kError, "L002", {.source = &source},
                      "the lockfile holds no entries", "write it anew with `yarn install`");
}

}  // namespace inventory
