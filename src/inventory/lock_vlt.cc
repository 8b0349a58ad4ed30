#include <fmt/format.h>

#include <unordered_map>

#include "base/text.h"
#include "inventory/graph.h"
#include "inventory/lock_readers.h"
#include "inventory/members.h"
#include "inventory/platforms.h"
#include "model/semver.h"

namespace inventory {
namespace {

using formats::json::Array;
using formats::json::Member;
using formats::json::Object;
using formats::json::Value;

constexpr std::int64_t kNewest = 1;

/// An id of vlt's, "type~first~second": the parts with their escapes undone. Older lockfiles part
/// with a middle dot, and leave the type of a registry's packages empty in both.
struct VltId {
  std::string_view type;
  std::string first;
  std::string second;
};

/// What stands for a dot and a slash, which vlt's own file names cannot hold.
std::string Decode(std::string_view text) {
  std::string plain = ReplaceAll(std::string(text), "\xC2\xA7", "/");
  plain = ReplaceAll(std::move(plain), "%2F", "/");
  plain = ReplaceAll(std::move(plain), "%3A", ":");
  plain = ReplaceAll(std::move(plain), "%2E", ".");
  plain = ReplaceAll(std::move(plain), "_s", "/");
  plain = ReplaceAll(std::move(plain), "_c", ":");
  return ReplaceAll(std::move(plain), "_d", ".");
}

VltId ReadId(std::string_view id) {
  constexpr std::string_view kDot = "\xC2\xB7";
  const std::size_t dot = id.find(kDot);
  const std::size_t tilde = id.find('~');
  const bool is_old = dot < tilde;
  const std::string_view mark = is_old ? kDot : std::string_view("~");
  const std::size_t first = std::min(id.find(mark), id.size());
  VltId read{.type = id.substr(0, first)};
  const std::string_view rest = id.substr(std::min(first + mark.size(), id.size()));
  const std::size_t second = std::min(rest.find(mark), rest.size());
  // The names of packages are in the entry: only what is a place is decoded.
  read.first =
      read.type.empty() ? std::string(rest.substr(0, second)) : Decode(rest.substr(0, second));
  const std::string_view last = rest.substr(std::min(second + mark.size(), rest.size()));
  read.second = last.substr(0, last.find(mark));
  return read;
}

/// vlt-lock.json: `nodes` by id, and `edges` by "id name".
class VltReader {
 public:
  VltReader(Tree& tree, const Source& source, const Project& project)
      : tree_(tree), source_(source), project_(project) {}

  void Read(const Object& lockfile) {
    WarnOfHiddenMembers(source_, lockfile, tree_.complaints);
    ReadVersion(lockfile);
    const Object nodes = ObjectAt(lockfile, "nodes");
    const Object edges = ObjectAt(lockfile, "edges");
    WarnOfHiddenMembers(source_, nodes, tree_.complaints);
    WarnOfHiddenMembers(source_, edges, tree_.complaints);
    for (const Member& member : nodes) {
      if (nodes.FindMember(member.key) == &member) AddNode(member);
    }
    for (const Member& member : edges) {
      if (edges.FindMember(member.key) == &member) ReadEdge(member);
    }
  }

 private:
  void ReadVersion(const Object& lockfile) {
    const Value* const version = lockfile.Find("lockfileVersion");
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

  Object ObjectAt(const Object& lockfile, std::string_view field) {
    const Value* const value = lockfile.Find(field);
    if (value != nullptr && value->AsObject()) return *value->AsObject();
    tree_.complaints.Add(
        Diagnostic::Level::kError, "L002",
        value == nullptr ? Complaints::Place{.source = &source_} : ValueOf(source_, *value),
        fmt::format("the lockfile has no object `{}`", field), "write it anew with `vlt install`");
    return {};
  }

  void AddNode(const Member& member) {
    const auto tuple = member.value.AsArray();
    const VltId id = ReadId(member.key);
    if (id.type == "workspace" || id.type == "file") {
      if (IsOwn(id)) return;
    }
    const std::string_view name_text = tuple && tuple->size() > 1 ? TextOf((*tuple)[1]) : "";
    auto name = PackageName::Parse(name_text);
    if (!name) {
      tree_.complaints.Warn(tuple ? "L007" : "L002", KeyOf(source_, member),
                            fmt::format("{} names no package", Quote(member.key)),
                            "it is passed over; write the lockfile anew with `vlt install`");
      return;
    }
    const auto index = AddPackage(
        tree_, fmt::format("node_modules/.vlt/{}/node_modules/{}", member.key, name->text()),
        KeyOf(source_, member));
    if (!index) return;
    Node& node = tree_.at(*index);
    node.package.folder_name = name->text();
    node.package.name = std::move(name);
    Fill(*index, id, *tuple);
    by_id_.emplace(member.key, *index);
  }

  void Fill(PackageIndex index, const VltId& id, const Array& tuple) {
    Package& package = tree_.at(index).package;
    if (id.type.empty()) {
      package.origin = Origin::kRegistry;
      const std::size_t at = id.second.find('@', 1);
      if (at != std::string::npos) package.version = id.second.substr(at + 1);
    } else if (id.type == "git") {
      package.origin = Origin::kGit;
      package.resolved = Untrusted(id.second.empty() ? id.first : id.first + "#" + id.second);
    } else if (id.type == "remote") {
      package.origin = Origin::kTarball;
      package.resolved = Untrusted(id.first);
    } else {
      const bool is_tarball = id.first.ends_with(".tgz") || id.first.ends_with(".tar.gz");
      package.origin = is_tarball ? Origin::kTarball : Origin::kFolder;
      package.resolved = Untrusted("file:" + id.first);
    }
    if (tuple.size() > 2 && !TextOf(tuple[2]).empty()) {
      SetIntegrity(tree_, index, TextOf(tuple[2]), ValueOf(source_, tuple[2]));
    }
    if (tuple.size() > 3 && !TextOf(tuple[3]).empty()) {
      SetResolved(tree_, index, TextOf(tuple[3]), ValueOf(source_, tuple[3]));
    }
    // Between: where it stands, its manifest twice.
    if (tuple.size() > 7) package.platforms = PlatformsOf(tuple[7].Members());
  }

  static bool IsOwn(const VltId& id) {
    return id.type == "workspace" || id.first == "." || id.first.empty();
  }

  std::optional<PackageIndex> Find(std::string_view text, const Complaints::Place& place) {
    const auto known = by_id_.find(text);
    if (known != by_id_.end()) return known->second;
    const VltId id = ReadId(text);
    if (id.type == "file" && IsOwn(id)) return PackageIndex::kRoot;
    if (id.type != "workspace") return std::nullopt;
    const auto index = AddMember(tree_, project_.files, project_.folder, id.first, place);
    if (index && *index != PackageIndex::kRoot) {
      AddMemberEdge(tree_, *index, source_.LineAt(place.offset), place);
    }
    if (index) by_id_.emplace(text, *index);
    return index;
  }

  static DependencyScope ScopeOf(std::string_view type) {
    if (type == "dev") return DependencyScope::kDev;
    if (type == "optional") return DependencyScope::kOptional;
    if (type == "peer") return DependencyScope::kPeer;
    if (type == "peerOptional") return DependencyScope::kPeerOptional;
    return DependencyScope::kProd;
  }

  /// "id name": "type range id".
  void ReadEdge(const Member& member) {
    const std::string_view text = TextOf(member.value);
    const std::size_t blank = member.key.find(' ');
    const std::size_t first = text.find(' ');
    const std::size_t last = text.rfind(' ');
    const auto place = KeyOf(source_, member);
    if (blank == std::string_view::npos || first == std::string_view::npos) {
      tree_.complaints.Warn("L002", place, fmt::format("the edge {} is none", Quote(member.key)),
                            "it is passed over; write the lockfile anew with `vlt install`");
      return;
    }
    const auto from = Find(member.key.substr(0, blank), place);
    if (!from) {
      ComplainOfDangling(tree_, place, member.key, member.key.substr(0, blank));
      return;
    }
    Edge edge{.from = *from,
              .name = member.key.substr(blank + 1),
              .range = first < last ? text.substr(first + 1, last - first - 1) : std::string_view(),
              .scope = ScopeOf(text.substr(0, first)),
              .line = source_.LineAt(member.key_offset),
              .place = place};
    const std::string_view to = text.substr(last + 1);
    if (to != "MISSING") {
      edge.to = Find(to, place);
      if (!edge.to) ComplainOfDangling(tree_, place, tree_.at(*from).package.path, to);
    }
    AddEdge(tree_, edge);
  }

  Tree& tree_;
  const Source& source_;
  const Project& project_;
  std::unordered_map<std::string_view, PackageIndex> by_id_;
};

}  // namespace

void ReadVltLock(Tree& tree, const Source& source, const Project& project) {
  if (const auto lockfile = RootObject(tree, source, "vlt install"))
    VltReader(tree, source, project).Read(*lockfile);
}

}  // namespace inventory
