#include <fmt/format.h>

#include <map>
#include <unordered_map>

#include "base/limits.h"
#include "base/text.h"
#include "inventory/graph.h"
#include "inventory/lock_readers.h"
#include "inventory/members.h"
#include "inventory/tarball_name.h"
#include "model/npm_spec.h"

namespace inventory {
namespace {

using formats::json::Member;
using formats::json::Object;

/// yarn.lock of yarn 1: an entry for each package, under every "name@range" that it answers. What
/// the project itself asks for stands in its manifests alone.
class YarnClassicReader {
 public:
  YarnClassicReader(Tree& tree, const Source& source, const Project& project)
      : tree_(tree), source_(source), project_(project) {}

  void Read(const Object& lockfile) {
    tree_.lockfile_version = 1;
    WarnOfHiddenMembers(source_, lockfile, tree_.complaints);
    CheckVersion();
    CountOwners(lockfile);
    for (const Member& member : lockfile) {
      if (lockfile.FindMember(member.key) == &member) AddEntry(member);
    }
    for (const Entry& entry : entries_) ReadEdges(entry);
    ReadResolutions();
    for (const Member_& member : AddMembers(tree_, project_)) members_.emplace(member.name, member);
    ReadManifestEdges(PackageIndex::kRoot);
    for (const auto& [name, member] : members_) ReadManifestEdges(member.index);
    if (!tree_.root().manifest) AskForUnasked();
  }

 private:
  struct Entry {
    Object fields;
    PackageIndex index;
  };
  using Member_ = WorkspaceMember;

  void CheckVersion() {
    constexpr std::string_view kMark = "# yarn lockfile v";
    const std::string_view text = source_.document.text();
    const std::size_t at = text.find(kMark);
    const std::string_view version =
        at == std::string_view::npos ? std::string_view() : text.substr(at + kMark.size());
    if (version.starts_with("1\n") || version.starts_with("1\r\n") || version == "1") return;
    const bool is_told = at != std::string_view::npos;
    tree_.complaints.Add(
        is_told ? Diagnostic::Level::kError : Diagnostic::Level::kWarning,
        is_told ? "L003" : "L004",
        {.source = &source_, .offset = static_cast<std::uint32_t>(is_told ? at : 0)},
        is_told ? fmt::format("lockfile version {} is not one that this program knows (1, or yarn "
                              "2 and later with `__metadata`)",
                              Quote(version.substr(0, version.find('\n')), 20))
                : std::string("the lockfile does not say which version it is"),
        "it is read as version 1; write it anew with `yarn install`");
  }

  /// Entries of several patterns share one value: the first pattern makes the package.
  void AddEntry(const Member& member) {
    const auto fields = member.value.AsObject();
    if (!fields) return;
    const auto known = by_entry_.find(fields->begin());
    if (known != by_entry_.end() && !fields->empty()) {
      by_pattern_.emplace(member.key, known->second);
      return;
    }
    WarnOfHiddenMembers(source_, *fields, tree_.complaints);
    const NamedSpec pattern = SplitNamedSpec(member.key);
    const auto spec = NpmSpec::Parse(pattern.spec, {});
    const bool is_alias = spec && spec->kind == NpmSpec::Kind::kAlias;
    // Aliases of a package share its entry, which then says the name.
    const std::string_view own_name = TextAt(*fields, "name");
    const std::string_view name_text = !own_name.empty() ? own_name
                                       : is_alias        ? tree_.texts.Copy(spec->alias_name)
                                                         : pattern.name;
    auto name = PackageName::Parse(name_text);
    if (!name) {
      tree_.complaints.Warn("L007", KeyOf(source_, member),
                            fmt::format("{} is no name of a package", Quote(name_text)),
                            "yarn writes no such name: look who changed the lockfile");
    }
    const std::string_view version = TextAt(*fields, "version");
    const auto index = AddPackage(tree_, PathOf(pattern.name, version), KeyOf(source_, member));
    if (!index) return;
    Node& node = tree_.at(*index);
    node.package.folder_name = pattern.name;
    node.package.name = std::move(name);
    node.package.version = version;
    if (node.package.version.empty()) {
      tree_.complaints.Warn("L014", node.entry_place,
                            fmt::format("{} has no version", Quote(member.key)),
                            "the file may have been cut off: write it anew with `yarn install`");
    }
    ReadSource(*index, *fields, spec);
    by_entry_.emplace(fields->begin(), *index);
    by_pattern_.emplace(member.key, *index);
    entries_.push_back({*fields, *index});
  }

  void ReadSource(PackageIndex index, const Object& fields, const std::optional<NpmSpec>& spec) {
    Package& package = tree_.at(index).package;
    package.origin = Origin::kRegistry;
    std::string_view sha1;
    if (const auto* resolved = fields.Find("resolved")) {
      std::string_view address = TextOf(*resolved);
      const std::size_t hash = address.rfind('#');
      const bool is_tarball = hash != std::string_view::npos && address.size() - hash == 41 &&
                              !address.starts_with("git");
      if (is_tarball && NameInRegistryUrl(address.substr(0, hash))) {
        sha1 = address.substr(hash + 1);
        address = address.substr(0, hash);
      }
      SetResolved(tree_, index, address, ValueOf(source_, *resolved));
      if (address.starts_with("git") || address.find(".git#") != std::string_view::npos) {
        tree_.at(index).package.origin = Origin::kGit;
      } else if (!NameInRegistryUrl(address) && (!spec || !spec->FromRegistry())) {
        tree_.at(index).package.origin = address.find("://codeload.") != std::string_view::npos
                                             ? Origin::kGit
                                             : Origin::kTarball;
      }
    } else if (spec && spec->kind == NpmSpec::Kind::kFolder) {
      package.origin = Origin::kFolder;
      package.resolved = Untrusted("file:" + spec->text);
    } else if (spec && spec->kind == NpmSpec::Kind::kFile) {
      package.origin = Origin::kTarball;
      package.resolved = Untrusted("file:" + spec->text);
    }
    if (const auto* integrity = fields.Find("integrity")) {
      SetIntegrity(tree_, index, TextOf(*integrity), ValueOf(source_, *integrity));
    } else if (!sha1.empty()) {
      // Lockfiles older than yarn 1.10 have the hash behind the address alone.
      if (auto hash = Integrity::FromShasum(sha1)) {
        tree_.at(index).package.integrity = std::move(*hash);
      }
    }
  }

  /// yarn 1 hoists, and its lockfile does not say where to: a name that only one package has stands
  /// at the top, or at least in one place of that name.
  void CountOwners(const Object& lockfile) {
    const Member* last = nullptr;
    for (const Member& member : lockfile) {
      const Member* const fields = member.value.Members().begin();
      if (fields == nullptr || fields != last) ++owners_[SplitNamedSpec(member.key).name];
      last = fields;
    }
  }

  std::string PathOf(std::string_view name, std::string_view version) {
    const bool is_alone = owners_[name] == 1;
    return is_alone ? fmt::format("node_modules/{}", name)
                    : fmt::format("node_modules/{}@{}", name, version);
  }

  void ReadEdges(const Entry& entry) {
    for (const auto& [field, scope] :
         {std::pair("dependencies", DependencyScope::kProd),
          std::pair("optionalDependencies", DependencyScope::kOptional)}) {
      for (const Member& member : entry.fields.MembersOf(field)) {
        const std::string_view range = TextOf(member.value);
        Edge edge{.from = entry.index,
                  .name = member.key,
                  .range = range,
                  .scope = scope,
                  .line = source_.LineAt(member.key_offset)};
        edge.to = Find(member.key, range);
        if (!edge.to && scope == DependencyScope::kProd) {
          ComplainOfDangling(tree_, KeyOf(source_, member), tree_.at(entry.index).package.path,
                             std::string(member.key).append("@").append(range));
        }
        AddEdge(tree_, edge);
      }
    }
  }

  std::optional<PackageIndex> Find(std::string_view name, std::string_view range) const {
    const auto found = by_pattern_.find(std::string(name).append("@").append(range));
    if (found != by_pattern_.end()) return found->second;
    if (const auto resolution = resolutions_.find(name); resolution != resolutions_.end()) {
      const auto other = by_pattern_.find(std::string(name).append("@").append(resolution->second));
      if (other != by_pattern_.end()) return other->second;
    }
    if (!range.empty()) return std::nullopt;
    const auto bare = by_pattern_.find(name);
    return bare == by_pattern_.end() ? std::nullopt : std::optional(bare->second);
  }

  /// "name": "range", "**/name", "parent/name".
  void ReadResolutions() {
    if (!tree_.root().manifest) return;
    for (const Member& rule : tree_.root().manifest->MembersOf("resolutions")) {
      const auto range = rule.value.AsString();
      if (!range) continue;
      const std::string_view name = FolderName(rule.key);
      resolutions_.emplace(name, *range);
      if (const auto chosen = Find(name, *range)) tree_.at(*chosen).package.overridden = true;
    }
  }

  void ReadManifestEdges(PackageIndex importer) {
    const Node& node = tree_.at(importer);
    if (!node.manifest) return;
    const Object manifest = *node.manifest;
    const Source& source = *node.manifest_source;
    for (const auto& [field, scope] :
         {std::pair("dependencies", DependencyScope::kProd),
          std::pair("optionalDependencies", DependencyScope::kOptional),
          std::pair("devDependencies", DependencyScope::kDev)}) {
      for (const Member& member : manifest.MembersOf(field)) {
        const auto range = member.value.AsString();
        if (!range || member.key.empty()) continue;
        Edge edge{.from = importer,
                  .name = member.key,
                  .range = *range,
                  .scope = scope,
                  .line = source.LineAt(member.key_offset),
                  .line_in_manifest = true};
        edge.to = TargetOf(member.key, *range);
        edge.overridden = resolutions_.contains(member.key);
        if (!edge.to && scope != DependencyScope::kOptional) NoteMissing(importer, member, *range);
        AddEdge(tree_, edge);
      }
    }
  }

  std::optional<PackageIndex> TargetOf(std::string_view name, std::string_view range) {
    if (const auto found = Find(name, range)) return found;
    const auto member = members_.find(name);
    if (member != members_.end()) return member->second.index;
    const auto spec = NpmSpec::Parse(range, {});
    if (!range.starts_with("link:") && !(spec && spec->kind == NpmSpec::Kind::kFolder)) {
      return std::nullopt;
    }
    // Folders that are linked have no entry.
    const std::size_t colon = range.find(':');
    const std::string path =
        tree_.Localise(colon == std::string_view::npos ? range : range.substr(colon + 1));
    if (path.empty()) return PackageIndex::kRoot;
    const auto index = AddPackage(tree_, path, {});
    if (!index) return std::nullopt;
    Node& node = tree_.at(*index);
    node.package.origin = Origin::kFolder;
    node.package.folder_name = name;
    node.package.name = PackageName::Parse(name);
    return index;
  }

  void NoteMissing(PackageIndex importer, const Member& member, std::string_view range) {
    const Source& source = *tree_.at(importer).manifest_source;
    tree_.remarks.push_back({.kind = LockRemarkKind::kDriftMissing,
                             .package = importer,
                             .name = Untrusted(member.key),
                             .file = source.file,
                             .line = source.LineAt(member.key_offset),
                             .detail = Untrusted(range)});
    tree_.complaints.Warn("L013", KeyOf(source, member),
                          fmt::format("{} is wanted here, and the lockfile does not have it",
                                      Quote(std::string(member.key).append("@").append(range))),
                          "run `yarn install` to bring the lockfile up to date");
  }

  /// Without a manifest: what no package asks for, the project must.
  void AskForUnasked() {
    tree_.complaints.Warn(
        "L010", {.source = &source_},
        "without package.json a lockfile of yarn 1 does not say what the project "
        "itself asks for",
        "put package.json beside it: what nothing else asks for counts as asked for");
    std::vector<bool> asked(tree_.nodes.size());
    for (const Edge& edge : tree_.edges) {
      if (edge.to) asked[static_cast<std::size_t>(*edge.to)] = true;
    }
    for (const auto& [pattern, index] : by_pattern_) {
      if (asked[static_cast<std::size_t>(index)]) continue;
      const NamedSpec spec = SplitNamedSpec(pattern);
      AddEdge(tree_, {.to = index,
                      .name = tree_.texts.Copy(spec.name),
                      .range = tree_.texts.Copy(spec.spec),
                      .line = tree_.at(index).package.line,
                      .unlisted = true});
    }
  }

  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };

  Tree& tree_;
  const Source& source_;
  const Project& project_;
  std::vector<Entry> entries_;
  std::unordered_map<const Member*, PackageIndex> by_entry_;  ///< by the entry's first member
  std::unordered_map<std::string, PackageIndex, Hash, std::equal_to<>> by_pattern_;
  std::unordered_map<std::string_view, std::string_view> resolutions_;
  std::map<std::string, Member_, std::less<>> members_;
  std::unordered_map<std::string_view, std::size_t> owners_;  ///< packages of a folder's name
};

}  // namespace

void ReadYarnClassicLock(Tree& tree, const Source& source, const Project& project) {
  const auto lockfile = source.Root();
  if (lockfile) YarnClassicReader(tree, source, project).Read(*lockfile);
}

}  // namespace inventory
