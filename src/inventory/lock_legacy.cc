#include <fmt/format.h>

#include "base/file_system.h"
#include "base/limits.h"
#include "base/text.h"
#include "inventory/lockfile.h"
#include "inventory/tarball_name.h"
#include "model/npm_spec.h"

namespace inventory {
namespace {

using formats::json::Member;
using formats::json::Object;
using Kind = NpmSpec::Kind;

/// What an entry of version 1 is: `version` may hold a version, an alias, a URL or a path, and
/// older npm hid the truth in `from` or `resolved`.
std::optional<NpmSpec> SpecOf(std::string_view name, const Object& entry) {
  const std::string_view version = entry.FindString("version").value_or("");
  auto by_version = NpmSpec::Parse(version, {});
  const bool has_integrity = entry.Find("integrity") != nullptr;
  if (!version.empty() && by_version && (has_integrity || by_version->kind == Kind::kGit)) {
    return by_version;
  }
  std::string_view from = entry.FindString("from").value_or("");
  if (from.starts_with(name) && from.substr(name.size()).starts_with('@')) {
    from.remove_prefix(name.size() + 1);
  }
  const bool has_resolved = entry.FindString("resolved").has_value();
  if (!from.empty()) {
    auto by_from = NpmSpec::Parse(from, {});
    if (by_from && by_from->FromRegistry() && !version.empty()) return by_version;
    if (by_from && !has_resolved) return by_from;
  }
  if (has_resolved) return NpmSpec::Parse(*entry.FindString("resolved"), {});
  return by_version;
}

class LegacyReader {
 public:
  LegacyReader(Tree& tree, const Source& source) : tree_(tree), source_(source) {}

  void Read(const Object& lockfile) {
    std::vector<Folder> open = {{lockfile, ""}};
    while (!open.empty()) {
      const Folder folder = std::move(open.back());
      open.pop_back();
      const auto* const field = folder.object.Find("dependencies");
      if (field == nullptr) continue;
      const auto members = field->AsObject();
      if (!members) {
        tree_.complaints.Warn(
            "L002", ValueOf(source_, *field),
            fmt::format("`dependencies` is {}, not an object", NameOf(field->kind())),
            "it is passed over");
        continue;
      }
      WarnOfHiddenMembers(source_, *members, tree_.complaints);
      for (const Member& member : *members) {
        if (tree_.nodes.size() > limits::kPackages) {
          tree_.complaints.Add(Diagnostic::Level::kError, "L018", KeyOf(source_, member),
                               fmt::format("more than {} packages", HumanCount(limits::kPackages)),
                               "the rest is not read");
          return;
        }
        if (members->FindMember(member.key) == &member) ReadMember(member, folder.path, open);
      }
    }
  }

 private:
  struct Folder {
    Object object;
    std::string path;
  };

  void ReadMember(const Member& member, const std::string& around, std::vector<Folder>& open) {
    const auto entry = member.value.AsObject();
    const std::string path =
        (around.empty() ? "" : around + "/") + "node_modules/" + std::string(member.key);
    const std::string_view fault =
        PackageName::Parse(member.key) ? FaultOfPath(path) : "it names no package";
    if (!entry || !fault.empty()) {
      tree_.complaints.Warn(
          entry ? "L007" : "L002", KeyOf(source_, member),
          entry ? fmt::format("{} cannot be the place of a package: {}", Quote(path), fault)
                : fmt::format("the entry {} is {}, not an object", Quote(member.key),
                              NameOf(member.value.kind())),
          "it is passed over with all that is below it");
      return;
    }
    WarnOfHiddenMembers(source_, *entry, tree_.complaints);
    Node& node = AddNode(member, *entry, path);
    const auto spec = SpecOf(member.key, *entry);
    if (spec && spec->kind == Kind::kFolder) {
      // A link; what the entry says beyond that is of the folder it leads to.
      node.package.origin = Origin::kLink;
      node.link_path = tree_.Localise(spec->text);
      node.package.resolved = Untrusted(node.link_path);
      const std::string target = node.link_path;
      if (target.empty()) return;
      Node& folder = AddNode(member, *entry, target);
      folder.package.name = PackageName::Parse(folder.package.folder_name);
      open.push_back({*entry, target});
      return;
    }
    ReadEntry(tree_, node, source_, *entry);
    ReadIdentity(node, member.key, *entry, spec);
    open.push_back({*entry, path});
  }

  Node& AddNode(const Member& member, const Object& entry, const std::string& path) {
    Node& node = tree_.nodes.emplace_back();
    node.entry = entry;
    node.entry_place = KeyOf(source_, member);
    node.is_legacy = true;
    node.package.path = path;
    node.package.folder_name = FolderName(path);
    node.package.line = source_.LineAt(member.key_offset);
    return node;
  }

  void ReadIdentity(Node& node, std::string_view key, const Object& entry,
                    const std::optional<NpmSpec>& spec) {
    Package& package = node.package;
    package.name = PackageName::Parse(key);
    if (!spec) {
      package.version = entry.FindString("version").value_or("");
      return;
    }
    switch (spec->kind) {
      case Kind::kVersion:
      case Kind::kRange:
      case Kind::kTag:
        package.version = spec->text;
        return;
      case Kind::kAlias:
        package.name = PackageName::Parse(spec->alias_name);
        package.version = spec->text;
        return;
      case Kind::kGit:
        Resolve(node, entry.FindString("version").value_or(spec->text));
        return;
      case Kind::kFile:
      case Kind::kRemote: {
        Resolve(node, spec->kind == Kind::kFile ? tree_.texts.Copy("file:" + spec->text)
                                                : std::string_view(spec->text));
        if (const auto named = NameInTarballPath(spec->text, key)) {
          package.name = PackageName::Parse(named->name);
          package.version = named->version;
        }
        return;
      }
      case Kind::kFolder:
      case Kind::kWorkspace:
        return;
    }
  }

  void Resolve(Node& node, std::string_view resolved) {
    node.resolved = tree_.texts.Copy(resolved);
    if (!node.had_credentials) node.package.resolved = Untrusted(node.resolved);
  }

  Tree& tree_;
  const Source& source_;
};

}  // namespace

void ReadLegacy(Tree& tree, const Source& source, const Object& lockfile) {
  LegacyReader(tree, source).Read(lockfile);
}

void ScopeLegacyEdges(Tree& tree) {
  for (Edge& edge : tree.edges) {
    const Node& from = tree.at(edge.from);
    if (!from.is_legacy || from.manifest || !edge.to) continue;
    const bool only_optional = tree.at(*edge.to).package.optional && !from.package.optional;
    if (only_optional) edge.scope = DependencyScope::kOptional;
  }
}

}  // namespace inventory
