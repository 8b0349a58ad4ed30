#include <fmt/format.h>

#include <charconv>
#include <map>
#include <unordered_map>

#include "base/text.h"
#include "inventory/graph.h"
#include "inventory/installed.h"
#include "inventory/lock_readers.h"
#include "inventory/platforms.h"
#include "inventory/pnpm_keys.h"
#include "model/npm_spec.h"
#include "model/semver.h"

namespace inventory {
namespace {

using formats::json::Member;
using formats::json::Object;
using formats::json::Value;

constexpr int kOldest = 5;
constexpr int kNewest = 9;

struct Field {
  std::string_view name;
  DependencyScope scope;
};
constexpr Field kFields[] = {
    {"dependencies", DependencyScope::kProd},
    {"optionalDependencies", DependencyScope::kOptional},
    {"devDependencies", DependencyScope::kDev},
    // What pnpm itself is extended by and run as, in a document of its own.
    {"configDependencies", DependencyScope::kDev},
    {"packageManagerDependencies", DependencyScope::kDev}};

/// One document of pnpm-lock.yaml.
class PnpmReader {
 public:
  PnpmReader(Tree& tree, const Source& source, const Project& project)
      : tree_(tree), source_(source), project_(project) {}

  void Read(const Object& lockfile) {
    lockfile_ = lockfile;
    WarnOfHiddenMembers(source_, lockfile, tree_.complaints);
    ReadVersion();
    ReadCatalogs();
    ReadOverrides();
    ReadPackages();
    ReadImporters();
    for (std::size_t i = 0; i < by_key_.size(); ++i) ReadEdges(i);
    MarkPatches();
  }

 private:
  void ReadVersion() {
    const Value* const version = lockfile_.Find("lockfileVersion");
    const std::string_view text = version == nullptr ? std::string_view() : TextOf(*version);
    int number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    if (number < kOldest || number > kNewest) {
      const bool is_readable = number > 0;
      tree_.complaints.Add(
          is_readable ? Diagnostic::Level::kError : Diagnostic::Level::kWarning,
          is_readable ? "L003" : "L004",
          version == nullptr ? Complaints::Place{.source = &source_} : ValueOf(source_, *version),
          is_readable
              ? fmt::format("lockfile version {} is not one that this program knows (5 to 9)",
                            Quote(text))
              : std::string("the lockfile has no readable `lockfileVersion`"),
          "it is read by its shape, and may be misread");
      number = lockfile_.Find("snapshots") != nullptr ? kNewest
               : number > kNewest                     ? kNewest
                                                      : kOldest;
    }
    version_ = number;
    tree_.lockfile_version = std::max(tree_.lockfile_version, number);
  }

  // What the lockfile keeps of the settings

  void ReadCatalogs() {
    for (const Member& catalog : lockfile_.MembersOf("catalogs")) {
      for (const Member& entry : catalog.value.Members()) {
        const auto about = entry.value.AsObject();
        if (about) catalogs_[CatalogKey(catalog.key, entry.key)] = TextAt(*about, "specifier");
      }
    }
  }
  static std::string CatalogKey(std::string_view catalog, std::string_view name) {
    return std::string(catalog).append("\n").append(name);
  }
  /// What "catalog:" stands for.
  std::string_view Resolve(std::string_view name, std::string_view range) const {
    constexpr std::string_view kProtocol = "catalog:";
    if (!range.starts_with(kProtocol)) return range;
    const std::string_view which = range.substr(kProtocol.size());
    const auto found = catalogs_.find(CatalogKey(which.empty() ? "default" : which, name));
    return found == catalogs_.end() ? range : found->second;
  }

  /// "a", "a@1", "b>a@1": the name that is overridden.
  void ReadOverrides() {
    for (const Member& rule : lockfile_.MembersOf("overrides")) {
      std::string_view selector = rule.key;
      // A `>` of a range follows a blank or an `@`; the one between packages does not.
      for (std::size_t at = selector.find('>', 1); at != std::string_view::npos;
           at = selector.find('>', at + 1)) {
        const char before = selector[at - 1];
        if (before == '@' || before == ' ' || before == '|') continue;
        selector = selector.substr(at + 1);
        at = 0;
        if (selector.empty()) break;
      }
      overrides_.emplace(SplitNamedSpec(selector).name, TextOf(rule.value));
    }
  }

  bool IsOverridden(const Package& package) const {
    if (!package.name) return false;
    const auto [begin, end] = overrides_.equal_range(package.name->text());
    for (auto rule = begin; rule != end; ++rule) {
      if (Satisfies(package.version, rule->second) || rule->second.find(':') != std::string::npos)
        return true;
    }
    return false;
  }

  // Packages

  std::optional<Object> EntryOf(const Member& member) {
    const auto entry = member.value.AsObject();
    if (entry) {
      WarnOfHiddenMembers(source_, *entry, tree_.complaints);
      return entry;
    }
    tree_.complaints.Warn("L002", ValueOf(source_, member.value),
                          fmt::format("the entry {} is {}, not a mapping", Quote(member.key),
                                      NameOf(member.value.kind())),
                          "the file may have been cut off: write it anew with `pnpm install`");
    return std::nullopt;
  }

  void ReadPackages() {
    const Value* const packages = lockfile_.Find("packages");
    if (packages != nullptr && !packages->IsNull() && !packages->AsObject()) {
      tree_.complaints.Add(Diagnostic::Level::kError, "L002", ValueOf(source_, *packages),
                           fmt::format("`packages` is {}, not a mapping", NameOf(packages->kind())),
                           "write the lockfile anew with `pnpm install`");
    }
    const Object entries = lockfile_.MembersOf("packages");
    WarnOfHiddenMembers(source_, entries, tree_.complaints);
    const auto snapshots = lockfile_.FindObject("snapshots");
    if (!snapshots || version_ < kNewest) {
      for (const Member& member : entries) {
        if (entries.FindMember(member.key) == &member) AddKey(member, entries);
      }
      return;
    }
    WarnOfHiddenMembers(source_, *snapshots, tree_.complaints);
    for (const Member& member : *snapshots) {
      if (snapshots->FindMember(member.key) == &member) AddKey(member, entries);
    }
    // A package that no snapshot uses, as in a file that was cut off.
    for (const Member& member : entries) {
      if (!used_.contains(member.key)) {
        tree_.complaints.Warn("L024", KeyOf(source_, member),
                              fmt::format("{} stands under `packages` and nowhere under "
                                          "`snapshots`",
                                          Quote(member.key)),
                              "the file may have been cut off: write it anew with `pnpm install`");
        AddKey(member, entries);
      }
    }
  }

  void AddKey(const Member& member, const Object& entries) {
    const auto snapshot = EntryOf(member);
    const bool is_apart = version_ >= kNewest;
    const Member* shared = is_apart ? entries.FindMember(WithoutPeers(member.key)) : &member;
    if (shared != nullptr) used_.insert({shared->key, true});
    if (is_apart && shared == nullptr) {
      tree_.complaints.Warn(
          "L024", KeyOf(source_, member),
          fmt::format("{} stands under `snapshots` and not under `packages`", Quote(member.key)),
          "the file may have been cut off: write it anew with `pnpm install`");
    }
    const auto entry = shared == nullptr   ? std::nullopt
                       : shared == &member ? snapshot
                                           : EntryOf(*shared);
    const PnpmKey key = ReadPnpmKey(member.key, version_);
    const std::string_view own_name = entry ? TextAt(*entry, "name") : std::string_view();
    const std::string_view name_text = own_name.empty() ? key.name : own_name;
    auto name = PackageName::Parse(name_text);
    if (!name) {
      tree_.complaints.Warn("L007", KeyOf(source_, member),
                            fmt::format("{} is no name of a package", Quote(name_text)),
                            "pnpm writes no such name: look who changed the lockfile");
    }
    const std::string folder_name = name ? name->text() : std::string(member.key);
    const auto index = AddPackage(tree_,
                                  fmt::format("node_modules/.pnpm/{}/node_modules/{}",
                                              PnpmFolder(member.key, version_), folder_name),
                                  KeyOf(source_, shared == nullptr ? member : *shared));
    if (!index) return;
    Node& node = tree_.at(*index);
    node.package.folder_name = folder_name;
    node.package.name = std::move(name);
    node.package.origin = Origin::kRegistry;
    const std::string_view own_version = entry ? TextAt(*entry, "version") : std::string_view();
    node.package.version = own_version.empty() ? key.version : own_version;
    if (entry) ReadResolution(*index, *entry, key);
    node.package.overridden = IsOverridden(node.package);
    by_key_.push_back({member.key, *index});
    index_of_.emplace(member.key, by_key_.size() - 1);
    shared_.push_back(entry.value_or(Object()));
    snapshots_.push_back(snapshot.value_or(Object()));
  }

  void ReadResolution(PackageIndex index, const Object& entry, const PnpmKey& key) {
    Package& package = tree_.at(index).package;
    package.has_install_script = entry.FindBool("requiresBuild").value_or(false);
    package.deprecated = Untrusted(TextAt(entry, "deprecated"));
    package.platforms = PlatformsOf(entry);
    const Value* const value = entry.Find("resolution");
    const auto resolution = value == nullptr ? std::nullopt : value->AsObject();
    if (!resolution) {
      tree_.complaints.Warn("L002", tree_.at(index).entry_place,
                            fmt::format("{} has no `resolution`", Quote(package.path)),
                            "the file may have been cut off: write it anew with `pnpm install`");
      return;
    }
    const Value* const integrity = resolution->Find("integrity");
    if (integrity != nullptr) {
      SetIntegrity(tree_, index, TextOf(*integrity), ValueOf(source_, *integrity));
    }
    const std::string_view type = TextAt(*resolution, "type");
    const std::string_view tarball = TextAt(*resolution, "tarball");
    const auto place = ValueOf(source_, *value);
    if (type == "git" || resolution->Find("commit") != nullptr) {
      package.origin = Origin::kGit;
      const std::string_view repo = TextAt(*resolution, "repo");
      const bool has_scheme = repo.find("://") != std::string_view::npos;
      SetResolved(tree_, index,
                  tree_.texts.Copy(fmt::format("{}{}#{}",
                                               has_scheme && !repo.starts_with("git") ? "git+" : "",
                                               repo, TextAt(*resolution, "commit"))),
                  place);
    } else if (type == "directory" || resolution->Find("directory") != nullptr) {
      ReadFolder(index, TextAt(*resolution, "directory"));
    } else if (type == "variations" || type == "binary") {
      package.origin = Origin::kForeign;
      package.version = Version::Parse(package.version)
                            ? package.version
                            : package.version.substr(package.version.find(':') + 1);
      SetResolved(tree_, index, TextAt(*resolution, "url"), place);
    } else {
      ReadTarball(index, tarball, key, place);
    }
  }

  void ReadFolder(PackageIndex index, std::string_view folder) {
    Node& node = tree_.at(index);
    node.package.origin = Origin::kFolder;
    node.package.resolved = Untrusted(fmt::format("file:{}", folder));
    if (node.package.version.starts_with("file:")) node.package.version.clear();
    // A copy of one of the project's own members.
    if (lockfile_.FindObject("importers") &&
        lockfile_.FindObject("importers")->Find(folder) != nullptr)
      node.package.origin = Origin::kWorkspace;
  }

  void ReadTarball(PackageIndex index, std::string_view tarball, const PnpmKey& key,
                   const Complaints::Place& place) {
    Package& package = tree_.at(index).package;
    if (!tarball.empty()) SetResolved(tree_, index, tarball, place);
    const bool by_version = Version::Parse(key.version, SemVerMode::kLoose).has_value();
    if (by_version && !key.name.empty()) return;
    package.origin = Origin::kTarball;
    // Hosts of git give a commit as a tarball; pnpm pins it by the commit in the address alone.
    const bool of_git_host = tarball.find("://codeload.") != std::string_view::npos ||
                             tarball.find("/-/archive/") != std::string_view::npos ||
                             tarball.find("://gitlab.") != std::string_view::npos ||
                             tarball.find("bitbucket.org/") != std::string_view::npos;
    if (of_git_host) package.origin = Origin::kGit;
    if (package.version == key.version && !by_version) package.version.clear();
  }

  // Edges

  void ReadImporters() {
    const auto importers = lockfile_.FindObject("importers");
    tree_.root().is_importer = true;
    if (!importers) {
      ReadImporter(PackageIndex::kRoot, lockfile_);
      return;
    }
    WarnOfHiddenMembers(source_, *importers, tree_.complaints);
    std::vector<std::pair<PackageIndex, const Member*>> found;
    for (const Member& member : *importers) {
      if (importers->FindMember(member.key) != &member) continue;
      const auto index = ImporterAt(member);
      if (!index) continue;
      found.emplace_back(*index, &member);
      importer_at_.emplace(tree_.at(*index).package.path, *index);
    }
    for (const auto& [index, member] : found) {
      if (const auto entry = member->value.AsObject()) ReadImporter(index, *entry);
      if (index == PackageIndex::kRoot) {
        tree_.root().package.line = source_.LineAt(member->key_offset);
      } else {
        const Package& package = tree_.at(index).package;
        AddEdge(tree_, {.to = index,
                        .name = tree_.texts.Copy(package.name ? package.name->text()
                                                              : package.folder_name),
                        .range = tree_.texts.Copy("workspace:" + package.path),
                        .scope = DependencyScope::kWorkspace,
                        .line = source_.LineAt(member->key_offset)});
      }
    }
  }

  std::optional<PackageIndex> ImporterAt(const Member& member) {
    const std::string local = tree_.Localise(member.key);
    const auto known = importer_at_.find(local);
    if (known != importer_at_.end()) return known->second;
    return AddMember(tree_, project_.files, project_.folder, member.key, KeyOf(source_, member));
  }

  void ReadImporter(PackageIndex from, const Object& entry) {
    const auto specifiers = entry.FindObject("specifiers");
    for (const Field& field : kFields) {
      for (const Member& member : entry.MembersOf(field.name)) {
        const auto about = member.value.AsObject();
        const std::string_view version = about ? TextAt(*about, "version") : TextOf(member.value);
        std::string_view range = about ? TextAt(*about, "specifier") : std::string_view();
        if (range.empty() && specifiers) range = TextAt(*specifiers, member.key);
        Edge edge{.from = from,
                  .name = member.key,
                  .range = range,
                  .asked = Resolve(member.key, range),
                  .scope = field.scope,
                  .line = source_.LineAt(member.key_offset),
                  .place = KeyOf(source_, member),
                  .unlisted = field.name == "configDependencies" ||
                              field.name == "packageManagerDependencies",
                  .overridden = overrides_.contains(member.key)};
        edge.to = Target(from, member, version);
        AddEdge(tree_, edge);
      }
    }
  }

  void ReadEdges(std::size_t at) {
    const PackageIndex from = by_key_[at].index;
    const Object& snapshot = snapshots_[at];
    const Object& shared = shared_[at];
    const Object peers = shared.MembersOf("peerDependencies");
    const auto meta = shared.FindObject("peerDependenciesMeta");
    const auto scope_of_peer = [&](std::string_view name) {
      const auto about = meta ? meta->FindObject(name) : std::nullopt;
      return about && about->FindBool("optional").value_or(false) ? DependencyScope::kPeerOptional
                                                                  : DependencyScope::kPeer;
    };
    for (const Field& field : kFields) {
      const Value* const members = snapshot.Find(field.name);
      if (members != nullptr && !members->AsObject()) {
        tree_.complaints.Warn(
            "L002", ValueOf(source_, *members),
            fmt::format("`{}` is {}, not a mapping", field.name, NameOf(members->kind())),
            "the file may have been cut off: write it anew with `pnpm install`");
      }
      for (const Member& member : snapshot.MembersOf(field.name)) {
        Edge edge{.from = from,
                  .name = member.key,
                  .scope = field.scope,
                  .line = source_.LineAt(member.key_offset)};
        if (const Value* const range = peers.Find(member.key)) {
          edge.scope = scope_of_peer(member.key);
          edge.range = TextOf(*range);
        }
        edge.to = Target(from, member, TextOf(member.value));
        AddEdge(tree_, edge);
      }
    }
    for (const Member& member : peers) {
      const bool is_met = snapshot.MembersOf("dependencies").Find(member.key) != nullptr ||
                          snapshot.MembersOf("optionalDependencies").Find(member.key) != nullptr;
      if (is_met) continue;
      AddEdge(tree_, {.from = from,
                      .name = member.key,
                      .range = TextOf(member.value),
                      .scope = scope_of_peer(member.key),
                      .line = source_.LineAt(member.key_offset)});
    }
  }

  /// The package that a dependency has got.
  std::optional<PackageIndex> Target(PackageIndex from, const Member& member,
                                     std::string_view version) {
    if (version.empty()) {
      tree_.complaints.Warn("L002", ValueOf(source_, member.value),
                            fmt::format("the dependency {} has no version", Quote(member.key)),
                            "the file may have been cut off: write it anew with `pnpm install`");
      return std::nullopt;
    }
    if (version.starts_with("link:")) return Linked(from, member, version.substr(5));
    const std::string key = KeyOfPnpmReference(member.key, version, version_);
    const auto found = index_of_.find(key);
    if (found != index_of_.end()) return by_key_[found->second].index;
    const auto bare = index_of_.find(version);
    if (bare != index_of_.end()) return by_key_[bare->second].index;
    ComplainOfDangling(tree_, ValueOf(source_, member.value), tree_.at(from).package.path, key);
    return std::nullopt;
  }

  /// A folder that is linked into node_modules: a member of the workspaces, or one outside.
  std::optional<PackageIndex> Linked(PackageIndex from, const Member& member,
                                     std::string_view target) {
    // Counted from the importer; from the project where a package in node_modules is linked.
    const Node& asker = tree_.at(from);
    const std::string base = asker.is_importer ? asker.package.path : std::string();
    const std::string path = tree_.Localise(JoinPath(base, target));
    if (path.empty()) return PackageIndex::kRoot;
    if (const auto known = importer_at_.find(path); known != importer_at_.end()) {
      return known->second;
    }
    const auto index = AddPackage(tree_, path, ValueOf(source_, member.value));
    if (!index) return std::nullopt;
    importer_at_.emplace(path, *index);
    Node& node = tree_.at(*index);
    node.package.origin = Origin::kFolder;
    node.package.folder_name = member.key;
    node.package.name = PackageName::Parse(member.key);
    node.package.resolved = Untrusted("link:" + path);
    if (!path.starts_with("..") && !path.starts_with('/')) {
      ReadManifest(tree_, node, project_.files, project_.folder);
    }
    return index;
  }

  /// `patchedDependencies`: what the project itself changes in a package.
  void MarkPatches() {
    for (const Member& member : lockfile_.MembersOf("patchedDependencies")) {
      const auto about = member.value.AsObject();
      const std::string_view file = about ? TextAt(*about, "path") : TextOf(member.value);
      const NamedSpec which = SplitNamedSpec(member.key);
      for (const Keyed& one : by_key_) {
        Package& package = tree_.at(one.index).package;
        const bool is_it =
            package.name && package.name->text() == which.name &&
            (which.spec.empty() || which.spec == "*" || Satisfies(package.version, which.spec));
        if (is_it) package.patch_file = Untrusted(file.empty() ? member.key : file);
      }
    }
  }

  struct Keyed {
    std::string_view key;
    PackageIndex index;
  };

  Tree& tree_;
  const Source& source_;
  const Project& project_;
  Object lockfile_;
  int version_ = kNewest;
  std::unordered_map<std::string, std::string_view> catalogs_;
  std::multimap<std::string, std::string, std::less<>> overrides_;
  std::vector<Keyed> by_key_;      ///< in file order; beside them:
  std::vector<Object> shared_;     ///< what all uses of the package have in common
  std::vector<Object> snapshots_;  ///< and this one alone
  std::unordered_map<std::string_view, std::size_t> index_of_;
  std::unordered_map<std::string_view, bool> used_;
  std::unordered_map<std::string, PackageIndex> importer_at_;
};

}  // namespace

void ReadPnpmLock(Tree& tree, const Source& source, const Project& project) {
  bool found = false;
  for (const Value& document : source.document.root().Elements()) {
    const auto lockfile = document.AsObject();
    if (!lockfile) {
      if (document.IsNull()) continue;
      tree.complaints.Add(Diagnostic::Level::kError, "L002", ValueOf(source, document),
                          fmt::format("the lockfile is {}, not a mapping", NameOf(document.kind())),
                          "write it anew with `pnpm install`");
      continue;
    }
    found = true;
    PnpmReader(tree, source, project).Read(*lockfile);
  }
  if (!found) {
    tree.complaints.Add(Diagnostic::Level::kError, "L002", {.source = &source},
                        "the lockfile is empty", "write it anew with `pnpm install`");
  }
}

}  // namespace inventory
