#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <unordered_map>

#include "base/text.h"
#include "formats/hex.h"
#include "inventory/graph.h"
#include "inventory/lock_readers.h"
#include "inventory/members.h"
#include "inventory/platforms.h"
#include "model/npm_spec.h"
#include "model/semver.h"

namespace inventory {
namespace {

using formats::json::Member;
using formats::json::Object;
using formats::json::Value;

constexpr std::uint64_t kOldest = 3;
constexpr std::uint64_t kNewest = 5;

/// deno.lock: packages of npm and of JSR, modules by URL, and what the members of the workspace ask
/// for. Version 3 keeps the packages one level deeper and names dependencies in another way.
class DenoReader {
 public:
  DenoReader(Tree& tree, const Source& source, const Project& project)
      : tree_(tree), source_(source), project_(project) {}

  void Read(const Object& lockfile) {
    WarnOfHiddenMembers(source_, lockfile, tree_.complaints);
    ReadVersion(lockfile);
    const Object packages = lockfile.FindObject("packages").value_or(lockfile);
    for (const Member& member : packages.MembersOf("npm")) AddEntry(member, Registry::kNpm);
    for (const Member& member : packages.MembersOf("jsr")) AddEntry(member, Registry::kJsr);
    for (const Member& member : lockfile.MembersOf("remote")) AddModule(member);
    specifiers_ = packages.MembersOf("specifiers");
    for (const Entry& entry : entries_) ReadEdges(entry);
    if (const auto workspace = lockfile.FindObject("workspace")) {
      ReadWorkspace(*workspace);
    } else {
      AskForSpecifiers();
    }
    AskForModules();
  }

 private:
  enum class Registry : std::uint8_t { kNpm, kJsr };
  struct Entry {
    Registry registry;
    Object fields;
    PackageIndex index;
  };

  void ReadVersion(const Object& lockfile) {
    const Value* const version = lockfile.Find("version");
    const auto number = version == nullptr ? std::nullopt : ParseNumber(TextOf(*version));
    tree_.lockfile_version = static_cast<int>(std::min<std::uint64_t>(number.value_or(0), 1000));
    if (number && *number >= kOldest && *number <= kNewest) return;
    tree_.complaints.Add(
        number ? Diagnostic::Level::kError : Diagnostic::Level::kWarning, number ? "L003" : "L004",
        version == nullptr ? Complaints::Place{.source = &source_} : ValueOf(source_, *version),
        number ? fmt::format("lockfile version `{}` is not one that this program knows ({} to {})",
                             *number, kOldest, kNewest)
               : std::string("the lockfile has no readable `version`"),
        "it is read by its shape, and may be misread");
  }

  /// "name@1.0.0_peer@2.0.0" without its peers.
  static std::string_view WithoutPeerSuffix(std::string_view key) {
    const std::size_t at = key.find('@', 1);
    return at == std::string_view::npos ? key : key.substr(0, key.find('_', at));
  }

  void AddEntry(const Member& member, Registry registry) {
    const auto fields = member.value.AsObject();
    const NamedSpec id = SplitNamedSpec(WithoutPeerSuffix(member.key));
    auto name = PackageName::Parse(id.name);
    if (!fields || !name) {
      tree_.complaints.Warn(fields ? "L007" : "L002", KeyOf(source_, member),
                            fmt::format("{} is no entry of a package", Quote(member.key)),
                            "it is passed over; write the lockfile anew with `deno install`");
      return;
    }
    WarnOfHiddenMembers(source_, *fields, tree_.complaints);
    std::string path =
        registry == Registry::kNpm
            ? fmt::format("node_modules/.deno/{}/node_modules/{}",
                          ReplaceAll(std::string(member.key), "/", "+"), name->text())
            : fmt::format("jsr:{}", member.key);
    const auto index = AddPackage(tree_, std::move(path), KeyOf(source_, member));
    if (!index) return;
    Node& node = tree_.at(*index);
    node.package.folder_name = name->text();
    node.package.name = std::move(name);
    node.package.version = id.spec;
    node.package.origin = registry == Registry::kNpm ? Origin::kRegistry : Origin::kForeign;
    node.package.has_install_script = fields->FindBool("scripts").value_or(false);
    node.package.platforms = PlatformsOf(*fields);
    node.package.deprecated =
        Untrusted(fields->FindBool("deprecated").value_or(false) ? "deprecated" : "");
    if (const Value* const tarball = fields->Find("tarball")) {
      SetResolved(tree_, *index, TextOf(*tarball), ValueOf(source_, *tarball));
    }
    if (const Value* const integrity = fields->Find("integrity")) {
      if (registry == Registry::kNpm) {
        SetIntegrity(tree_, *index, TextOf(*integrity), ValueOf(source_, *integrity));
      }
    }
    const auto sort = registry == Registry::kNpm ? "npm:" : "jsr:";
    by_id_.emplace(std::string(sort).append(member.key), *index);
    // Where one version alone is there, dependencies name it without one.
    by_name_[std::string(sort).append(id.name)].push_back(*index);
    entries_.push_back({registry, *fields, *index});
  }

  /// A module by URL, pinned by the SHA-256 of its text.
  void AddModule(const Member& member) {
    const auto index = AddPackage(tree_, std::string(member.key), KeyOf(source_, member));
    if (!index) return;
    Node& node = tree_.at(*index);
    node.package.folder_name = member.key;
    node.package.origin = Origin::kForeign;
    SetResolved(tree_, *index, member.key, KeyOf(source_, member));
    const auto digest = formats::DecodeHex(TextOf(member.value));
    if (!digest || digest->size() != 32) {
      tree_.complaints.Warn(
          "L011", ValueOf(source_, member.value),
          fmt::format("{} is no SHA-256 of a module", Quote(TextOf(member.value))),
          "delete the entry and run `deno install`, then compare the new hash");
    }
    modules_.push_back(*index);
  }

  // Edges

  std::optional<PackageIndex> ById(std::string_view sort, std::string_view id) const {
    const auto found = by_id_.find(std::string(sort).append(id));
    if (found != by_id_.end()) return found->second;
    const auto named = by_name_.find(std::string(sort).append(id));
    if (named != by_name_.end() && named->second.size() == 1) return named->second.front();
    return std::nullopt;
  }

  /// What "npm:name@range" leads to.
  std::optional<PackageIndex> BySpecifier(std::string_view specifier) const {
    const std::string_view sort = specifier.substr(0, 4);
    const auto locked = specifiers_.FindString(specifier);
    if (!locked) return std::nullopt;
    // Version 3 says "npm:name@1.0.0", later ones the version alone.
    if (locked->starts_with(sort)) return ById(sort, locked->substr(4));
    const NamedSpec asked = SplitNamedSpec(specifier.substr(sort.size()));
    return ById(sort, std::string(asked.name).append("@").append(*locked));
  }

  void ReadEdges(const Entry& entry) {
    const std::string_view sort = entry.registry == Registry::kNpm ? "npm:" : "jsr:";
    const auto peers = entry.fields.ElementsOf("optionalPeers");
    for (const auto& [field, scope] :
         {std::pair("dependencies", DependencyScope::kProd),
          std::pair("optionalDependencies", DependencyScope::kOptional)}) {
      // Version 3: an object of alias to id.
      for (const Member& member : entry.fields.MembersOf(field)) {
        Add(entry, scope, sort, member.key, TextOf(member.value), KeyOf(source_, member));
      }
      for (const Value& item : entry.fields.ElementsOf(field)) {
        const std::string_view text = TextOf(item);
        const auto is_peer = [&](const Value& peer) {
          return NameIn(TextOf(peer)) == NameIn(text);
        };
        const bool optional_peer = std::any_of(peers.begin(), peers.end(), is_peer);
        Add(entry, optional_peer ? DependencyScope::kPeerOptional : scope, sort, NameIn(text), text,
            ValueOf(source_, item));
      }
    }
  }

  /// "alias@npm:name@1" gives "alias", "jsr:@s/a@1" gives "@s/a", "name@1" and "name" give "name".
  static std::string_view NameIn(std::string_view text) {
    if (text.starts_with("npm:") || text.starts_with("jsr:")) text.remove_prefix(4);
    return SplitNamedSpec(text).name;
  }

  void Add(const Entry& entry, DependencyScope scope, std::string_view sort, std::string_view name,
           std::string_view text, const Complaints::Place& place) {
    Edge edge{.from = entry.index,
              .name = name,
              .scope = scope,
              .line = source_.LineAt(place.offset),
              .place = place};
    const std::size_t alias = text.find("@npm:", 1);
    if (text.starts_with("npm:") || text.starts_with("jsr:")) {
      edge.to = BySpecifier(text);
      if (!edge.to) edge.to = ById(text.substr(0, 4), text.substr(4));
    } else if (alias != std::string_view::npos) {
      edge.to = ById("npm:", text.substr(alias + 5));
    } else {
      edge.to = ById(sort, text);
    }
    if (!edge.to) ComplainOfDangling(tree_, place, tree_.at(entry.index).package.path, text);
    AddEdge(tree_, edge);
  }

  void ReadWorkspace(const Object& workspace) {
    std::vector<std::pair<PackageIndex, Object>> members;
    for (const Member& member : workspace.MembersOf("members")) {
      const auto entry = member.value.AsObject();
      const auto index =
          AddMember(tree_, project_.files, project_.folder, member.key, KeyOf(source_, member));
      if (!index || !entry) continue;
      if (*index != PackageIndex::kRoot) {
        AddMemberEdge(tree_, *index, source_.LineAt(member.key_offset), KeyOf(source_, member));
      }
      if (const auto& name = tree_.at(*index).package.name) members_.emplace(name->text(), *index);
      members.emplace_back(*index, *entry);
    }
    ReadMember(PackageIndex::kRoot, workspace);
    for (const auto& [index, entry] : members) ReadMember(index, entry);
  }

  void ReadMember(PackageIndex from, const Object& entry) {
    for (const Value& item : entry.ElementsOf("dependencies")) AskFor(from, item);
    for (const Value& item : entry.MembersOf("packageJson").ElementsOf("dependencies"))
      AskFor(from, item);
  }

  void AskFor(PackageIndex from, const Value& item) {
    const std::string_view specifier = TextOf(item);
    if (specifier.size() < 5) return;
    const NamedSpec asked = SplitNamedSpec(specifier.substr(4));
    Edge edge{.from = from,
              .to = BySpecifier(specifier),
              .name = asked.name,
              .range = asked.spec,
              .line = source_.LineAt(item.offset()),
              .place = ValueOf(source_, item),
              .unlisted = true};
    const Node& node = tree_.at(from);
    if (node.manifest) TakeFromManifest(*node.manifest, asked, edge);
    // A member of the workspace answers to its name before any registry does.
    const auto member = members_.find(asked.name);
    if (!edge.to && member != members_.end()) edge.to = member->second;
    if (!edge.to) {
      ComplainOfDangling(tree_, ValueOf(source_, item), node.package.path, specifier);
    }
    AddEdge(tree_, edge);
  }

  /// deno writes ranges its own way ("0.18" for "^0.18.0"), and not why a package is asked for.
  static void TakeFromManifest(const Object& manifest, const NamedSpec& asked, Edge& edge) {
    for (const auto& [field, scope] :
         {std::pair("devDependencies", DependencyScope::kDev),
          std::pair("optionalDependencies", DependencyScope::kOptional),
          std::pair("dependencies", DependencyScope::kProd)}) {
      for (const Member& member : manifest.MembersOf(field)) {
        const auto range = member.value.AsString();
        if (!range) continue;
        const bool is_alias = range->starts_with("npm:");
        const NamedSpec wanted =
            is_alias ? SplitNamedSpec(range->substr(4)) : NamedSpec{member.key, *range};
        if (wanted.name != asked.name || !MeanTheSame(wanted.spec, asked.spec)) continue;
        edge.name = member.key;
        edge.range = *range;
        edge.scope = scope;
        edge.unlisted = false;
        return;
      }
    }
  }

  static bool MeanTheSame(std::string_view a, std::string_view b) {
    if (a == b) return true;
    const auto left = VersionRange::Parse(a);
    const auto right = VersionRange::Parse(b);
    return left && right && left->ToString() == right->ToString();
  }

  void AskForSpecifiers() {
    for (const Member& member : specifiers_) {
      if (member.key.size() < 5) continue;
      const NamedSpec asked = SplitNamedSpec(member.key.substr(4));
      AddEdge(tree_, {.to = BySpecifier(member.key),
                      .name = asked.name,
                      .range = asked.spec,
                      .line = source_.LineAt(member.key_offset),
                      .place = KeyOf(source_, member),
                      .unlisted = true});
    }
  }

  /// Which module imports which is not said: all are the project's.
  void AskForModules() {
    for (const PackageIndex index : modules_) {
      const Package& package = tree_.at(index).package;
      AddEdge(tree_, {.to = index,
                      .name = tree_.texts.Copy(package.folder_name),
                      .line = package.line,
                      .unlisted = true});
    }
  }

  Tree& tree_;
  const Source& source_;
  const Project& project_;
  Object specifiers_;
  std::vector<Entry> entries_;
  std::vector<PackageIndex> modules_;
  std::map<std::string, PackageIndex, std::less<>> members_;  ///< by name
  std::unordered_map<std::string, PackageIndex> by_id_;
  std::unordered_map<std::string, std::vector<PackageIndex>> by_name_;
};

}  // namespace

void ReadDenoLock(Tree& tree, const Source& source, const Project& project) {
  if (const auto lockfile = RootObject(tree, source, "deno install"))
    DenoReader(tree, source, project).Read(*lockfile);
}

}  // namespace inventory
