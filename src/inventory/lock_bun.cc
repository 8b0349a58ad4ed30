#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <unordered_map>

#include "base/limits.h"
#include "base/text.h"
#include "inventory/fields.h"
#include "inventory/graph.h"
#include "inventory/lock_readers.h"
#include "inventory/members.h"
#include "inventory/platforms.h"
#include "model/npm_spec.h"
#include "model/semver.h"

namespace inventory {
namespace {

using formats::json::Array;
using formats::json::Member;
using formats::json::Object;
using formats::json::Value;

constexpr std::int64_t kNewest = 2;

/// bun.lock: `workspaces` says what the project asks for, and each key of `packages` is the way to
/// a package through those that it stands below ("a/b" is b in the node_modules of a).
class BunReader {
 public:
  BunReader(Tree& tree, const Source& source, const Project& project)
      : tree_(tree), source_(source), project_(project) {}

  void Read(const Object& lockfile) {
    lockfile_ = lockfile;
    WarnOfHiddenMembers(source_, lockfile, tree_.complaints);
    ReadVersion();
    ReadMembers();
    ReadPackages();
    for (const auto& [index, entry] : importers_) ReadFields(index, "", entry.first, entry.second);
    for (const Entry& entry : entries_) ReadFields(entry.index, entry.key, entry.key, entry.info);
    MarkPatches();
  }

 private:
  struct Entry {
    std::string_view key;
    Object info;
    PackageIndex index;
  };

  void ReadVersion() {
    const Value* const version = lockfile_.Find("lockfileVersion");
    const auto number = version == nullptr ? std::nullopt : version->AsInteger();
    tree_.lockfile_version = static_cast<int>(number.value_or(0));
    if (number && *number >= 0 && *number <= kNewest) return;
    tree_.complaints.Add(
        number ? Diagnostic::Level::kError : Diagnostic::Level::kWarning, number ? "L003" : "L004",
        version == nullptr ? Complaints::Place{.source = &source_} : ValueOf(source_, *version),
        number ? fmt::format("lockfile version `{}` is not one that this program knows (0 to {})",
                             *number, kNewest)
               : std::string("the lockfile has no readable `lockfileVersion`"),
        "it is read by its shape, and may be misread");
  }

  void ReadMembers() {
    for (const Member& member : lockfile_.MembersOf("workspaces")) {
      const auto entry = member.value.AsObject();
      if (!entry) {
        ComplainOfKind(member, "an object");
        continue;
      }
      WarnOfHiddenMembers(source_, *entry, tree_.complaints);
      const std::string_view name = entry->FindString("name").value_or("");
      const auto index =
          AddMember(tree_, project_.files, project_.folder, member.key, KeyOf(source_, member));
      if (!index) return;
      Node& node = tree_.at(*index);
      node.package.line = source_.LineAt(member.key_offset);
      if (!node.manifest) {
        node.package.name = PackageName::Parse(name);
        node.package.version = entry->FindString("version").value_or("");
      }
      if (*index != PackageIndex::kRoot) {
        AddMemberEdge(tree_, *index, node.package.line, KeyOf(source_, member));
        by_folder_.emplace(tree_.at(*index).package.path, *index);
      }
      // The packages of a member stand below its name.
      importers_.push_back({*index, {*index == PackageIndex::kRoot ? "" : name, *entry}});
      if (*index != PackageIndex::kRoot) folder_of_.emplace(name, tree_.at(*index).package.path);
    }
  }

  void ComplainOfKind(const Member& member, std::string_view wanted) {
    tree_.complaints.Warn("L002", ValueOf(source_, member.value),
                          fmt::format("the entry {} is {}, not {}", Quote(member.key),
                                      NameOf(member.value.kind()), wanted),
                          "it is passed over; write the lockfile anew with `bun install`");
  }

  // Packages

  void ReadPackages() {
    const Object packages = lockfile_.MembersOf("packages");
    if (const Value* const value = lockfile_.Find("packages");
        value == nullptr || !value->AsObject()) {
      tree_.complaints.Add(
          Diagnostic::Level::kError, "L002",
          value == nullptr ? Complaints::Place{.source = &source_} : ValueOf(source_, *value),
          "the lockfile has no object `packages`", "write it anew with `bun install`");
    }
    WarnOfHiddenMembers(source_, packages, tree_.complaints);
    for (const Member& member : packages) {
      if (packages.FindMember(member.key) != &member) continue;
      const auto tuple = member.value.AsArray();
      if (!tuple || tuple->empty() || !(*tuple)[0].AsString()) {
        ComplainOfKind(member, "a list that begins with name and version");
        continue;
      }
      AddEntry(member, *tuple);
    }
  }

  void AddEntry(const Member& member, const Array& tuple) {
    const std::string_view id = *tuple[0].AsString();
    const NamedSpec spec = SplitNamedSpec(id);
    constexpr std::string_view kWorkspace = "workspace:";
    if (spec.spec.starts_with(kWorkspace)) {
      const auto at = by_folder_.find(tree_.Localise(spec.spec.substr(kWorkspace.size())));
      if (at != by_folder_.end()) {
        by_key_.emplace(member.key, at->second);
        return;
      }
    }
    if (spec.spec.starts_with("root:")) {
      by_key_.emplace(member.key, PackageIndex::kRoot);
      return;
    }
    auto name = PackageName::Parse(spec.name);
    const auto path = PathOf(member.key);
    if (!name || !path) {
      tree_.complaints.Warn("L007", KeyOf(source_, member),
                            fmt::format("{} is no way to a package", Quote(name ? member.key : id)),
                            "bun writes no such key: look who changed the lockfile");
      return;
    }
    const auto index = AddPackage(tree_, *path, KeyOf(source_, member));
    if (!index) return;
    Node& node = tree_.at(*index);
    node.package.name = std::move(name);
    node.package.folder_name = FolderName(*path);
    Object info;
    for (const Value& item : tuple) {
      if (const auto object = item.AsObject()) info = *object;
    }
    ReadSource(*index, spec.spec, tuple, info);
    by_key_.emplace(member.key, *index);
    entries_.push_back({member.key, info, *index});
  }

  void ReadSource(PackageIndex index, std::string_view spec, const Array& tuple,
                  const Object& info) {
    Package& package = tree_.at(index).package;
    package.in_bundle = info.FindBool("bundled").value_or(false);
    package.platforms = PlatformsOf(info);
    const auto place = ValueOf(source_, tuple[0]);
    if (Version::Parse(spec, SemVerMode::kLoose)) {
      package.version = spec;
      package.origin = package.in_bundle ? Origin::kBundled : Origin::kRegistry;
      if (tuple.size() > 1) {
        const std::string_view address = tuple[1].AsString().value_or("");
        // A registry's address alone says only where to ask.
        if (address.ends_with(".tgz")) {
          SetResolved(tree_, index, address, ValueOf(source_, tuple[1]));
        } else if (!address.empty()) {
          SetResolved(tree_, index, TarballAt(address, package), ValueOf(source_, tuple[1]));
        }
      }
    } else if (spec.starts_with("git") || spec.starts_with("bitbucket:")) {
      package.origin = Origin::kGit;
      SetResolved(tree_, index, spec, place);
    } else if (spec.starts_with("link:") || spec.starts_with("file:") ||
               spec.starts_with("workspace:")) {
      const bool is_tarball = spec.ends_with(".tgz") || spec.ends_with(".tar.gz");
      package.origin = is_tarball ? Origin::kTarball : Origin::kFolder;
      SetResolved(tree_, index, spec, place);
    } else {
      package.origin = Origin::kTarball;
      SetResolved(tree_, index, spec, place);
    }
    for (std::uint32_t i = 1; i < tuple.size(); ++i) {
      const auto text = tuple[i].AsString();
      const bool is_hash = text && i + 1 == tuple.size() && text->starts_with("sha");
      const bool must_be = text && i == 3 && package.origin == Origin::kRegistry && !text->empty();
      if (is_hash || must_be) SetIntegrity(tree_, index, *text, ValueOf(source_, tuple[i]));
    }
  }

  std::string_view TarballAt(std::string_view registry, const Package& package) {
    while (registry.ends_with('/')) registry.remove_suffix(1);
    return tree_.texts.Copy(fmt::format("{}/{}/-/{}-{}.tgz", registry, package.name->text(),
                                        package.name->base(), package.version));
  }

  /// "a/@s/b" gives "node_modules/a/node_modules/@s/b"; what stands below a member, its folder.
  std::optional<std::string> PathOf(std::string_view key) const {
    std::string path;
    const auto parts = Split(key, '/');
    for (std::size_t i = 0; i < parts.size(); ++i) {
      std::string name(parts[i]);
      if (name.starts_with('@') && i + 1 < parts.size()) name.append("/").append(parts[++i]);
      if (!PackageName::Parse(name)) return std::nullopt;
      const auto member =
          path.empty() && i + 1 < parts.size() ? folder_of_.find(name) : folder_of_.end();
      if (member != folder_of_.end()) {
        path = member->second;
      } else {
        path += (path.empty() ? "node_modules/" : "/node_modules/") + name;
      }
    }
    if (path.size() > limits::kPackagePathBytes) return std::nullopt;
    return path;
  }

  // Edges

  void ReadFields(PackageIndex from, std::string_view owner, std::string_view key,
                  const Object& entry) {
    const bool is_importer = owner.empty();
    const Array optional_peers = entry.ElementsOf("optionalPeers");
    const auto is_optional_peer = [&](std::string_view name) {
      return std::any_of(optional_peers.begin(), optional_peers.end(),
                         [&](const Value& value) { return value.AsString() == name; });
    };
    for (const DependencyField& field : kDependencyFields) {
      for (const Member& member : entry.MembersOf(field.name)) {
        const std::string_view range = TextOf(member.value);
        Edge edge{.from = from,
                  .name = member.key,
                  .range = range,
                  .asked = Resolve(member.key, range),
                  .scope = field.scope,
                  .line = source_.LineAt(member.key_offset),
                  .place = KeyOf(source_, member)};
        if (field.scope == DependencyScope::kPeer && is_optional_peer(member.key)) {
          edge.scope = DependencyScope::kPeerOptional;
        }
        edge.to = Find(key, member.key);
        const auto rule = lockfile_.MembersOf("overrides").FindString(member.key);
        if (rule && !(is_importer && *rule == range)) {
          edge.asked = *rule;
          edge.overridden = true;
          if (edge.to) tree_.at(*edge.to).package.overridden = true;
        }
        if (!edge.to && !edge.IsOptional() && !edge.IsPeer()) {
          ComplainOfDangling(tree_, KeyOf(source_, member), tree_.at(from).package.path,
                             member.key);
        }
        AddEdge(tree_, edge);
      }
    }
  }

  /// Node's rule, on keys.
  std::optional<PackageIndex> Find(std::string_view key, std::string_view name) {
    scratch_.assign(key);
    while (true) {
      const std::size_t length = scratch_.size();
      if (length > 0) scratch_ += '/';
      scratch_ += name;
      const auto found = by_key_.find(scratch_);
      if (found != by_key_.end()) return found->second;
      scratch_.resize(length);
      if (length == 0) return std::nullopt;
      std::size_t slash = scratch_.rfind('/');
      if (slash == std::string::npos) {
        slash = 0;
      } else {
        // "a/@s/b" lies in "a", "@s/b" at the top.
        const std::size_t before = slash == 0 ? std::string::npos : scratch_.rfind('/', slash - 1);
        const std::size_t begin = before == std::string::npos ? 0 : before + 1;
        if (scratch_[begin] == '@') slash = begin == 0 ? 0 : begin - 1;
      }
      scratch_.resize(slash);
    }
  }

  std::string_view Resolve(std::string_view name, std::string_view range) const {
    constexpr std::string_view kProtocol = "catalog:";
    if (!range.starts_with(kProtocol)) return range;
    const std::string_view which = range.substr(kProtocol.size());
    const Object catalog = which.empty() ? lockfile_.MembersOf("catalog")
                                         : lockfile_.MembersOf("catalogs").MembersOf(which);
    return catalog.FindString(name).value_or(range);
  }

  void MarkPatches() {
    for (const Member& member : lockfile_.MembersOf("patchedDependencies")) {
      const NamedSpec which = SplitNamedSpec(member.key);
      for (const Entry& entry : entries_) {
        Package& package = tree_.at(entry.index).package;
        if (package.name->text() == which.name && package.version == which.spec)
          package.patch_file = Untrusted(TextOf(member.value));
      }
    }
    for (const Value& trusted : lockfile_.ElementsOf("trustedDependencies")) {
      for (const Entry& entry : entries_) {
        Package& package = tree_.at(entry.index).package;
        if (trusted.AsString() == package.folder_name) package.has_install_script = true;
      }
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
  Object lockfile_;
  std::vector<std::pair<PackageIndex, std::pair<std::string_view, Object>>> importers_;
  std::vector<Entry> entries_;
  std::unordered_map<std::string, PackageIndex, Hash, std::equal_to<>> by_key_;
  std::unordered_map<std::string, PackageIndex> by_folder_;
  std::map<std::string, std::string, std::less<>> folder_of_;  ///< of members, by name
  std::string scratch_;
};

}  // namespace

void ReadBunLock(Tree& tree, const Source& source, const Project& project) {
  if (const auto lockfile = RootObject(tree, source, "bun install"))
    BunReader(tree, source, project).Read(*lockfile);
}

}  // namespace inventory
