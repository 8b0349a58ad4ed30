#include <fmt/format.h>

#include <algorithm>

#include "base/file_system.h"
#include "base/limits.h"
#include "base/text.h"
#include "inventory/lockfile.h"
#include "inventory/platforms.h"
#include "model/url_parts.h"

namespace inventory {
namespace {

using formats::json::Member;
using formats::json::Object;
using formats::json::Value;

constexpr std::string_view kFolder = "node_modules";

/// The text at `field`; another kind is complained about.
std::string_view TextAt(Tree& tree, const Source& source, const Object& entry,
                        std::string_view field) {
  const Value* const value = entry.Find(field);
  if (value == nullptr || value->IsNull()) return {};
  if (const auto text = value->AsString()) return *text;
  tree.complaints.Warn("L002", ValueOf(source, *value),
                       fmt::format("`{}` is {}, not text", field, NameOf(value->kind())),
                       "it is passed over");
  return {};
}

bool FlagAt(const Object& entry, std::string_view field) {
  return entry.FindBool(field).value_or(false);
}

/// npm writes a text; older manifests have an object with `type` or a list of such.
std::string_view LicenseAt(const Object& entry) {
  const Value* value = entry.Find("license");
  if (value == nullptr) return {};
  if (const auto list = value->AsArray(); list && !list->empty()) value = list->begin();
  if (const auto object = value->AsObject()) return object->FindString("type").value_or("");
  return value->AsString().value_or("");
}

void ReadIntegrity(Tree& tree, Node& node, const Source& source, const Object& entry) {
  const std::string_view text = TextAt(tree, source, entry, "integrity");
  if (text.empty()) return;
  if (auto integrity = Integrity::Parse(text)) {
    node.package.integrity = std::move(*integrity);
    return;
  }
  node.integrity_malformed = true;
  tree.complaints.Warn("L011", ValueOf(source, *entry.Find("integrity")),
                       fmt::format("{} is no integrity hash: npm would install {} unchecked",
                                   Quote(text), Quote(node.package.path)),
                       "delete the entry and run `npm install`, then compare the new hash");
}

void ReadResolved(Tree& tree, Node& node, const Source& source, const Object& entry) {
  const Value* const value = entry.Find("resolved");
  // npm writes `false` for a bundled package, in its own oldest lockfiles.
  if (value != nullptr && value->AsBool()) return;
  node.resolved = TextAt(tree, source, entry, "resolved");
  std::string clean = WithoutCredentials(node.resolved);
  const auto url = UrlParts::Parse(node.resolved);
  // "git@host" is how ssh names its account, not a secret.
  const bool is_secret = url && !url->user_info.empty() &&
                         (url->user_info.find(':') != std::string::npos || url->user_info != "git");
  if (is_secret) {
    node.had_credentials = true;
    tree.complaints.WarnUnshown(
        "L012", ValueOf(source, *value),
        fmt::format("the address of {} carries credentials", Quote(node.package.path)),
        "revoke them, move them to .npmrc and write the lockfile anew");
    node.package.resolved = Untrusted(std::move(clean));
  } else {
    node.package.resolved = Untrusted(node.resolved);
  }
}

void ReadFlags(Package& package, const Object& entry) {
  const bool has_any = std::any_of(entry.begin(), entry.end(), [](const Member& member) {
    return member.value.kind() == formats::json::Kind::kTrue;
  });
  if (!has_any) return;
  package.dev = FlagAt(entry, "dev");
  package.optional = FlagAt(entry, "optional");
  package.dev_optional = FlagAt(entry, "devOptional") && !package.dev && !package.optional;
  package.peer = FlagAt(entry, "peer");
  package.extraneous = FlagAt(entry, "extraneous");
  package.in_bundle = FlagAt(entry, "inBundle") || FlagAt(entry, "bundled");
  package.has_install_script = FlagAt(entry, "hasInstallScript");
}

void ReadName(Tree& tree, Node& node, const Source& source, const Object& entry) {
  const std::string_view name = TextAt(tree, source, entry, "name");
  node.package.name = PackageName::Parse(name.empty() ? node.package.folder_name : name);
  if (node.package.name) return;
  tree.complaints.Warn("L007", node.entry_place,
                       fmt::format("{} is no name of a package",
                                   Quote(name.empty() ? node.package.folder_name : name)),
                       "npm writes no such name: look who changed the lockfile");
}

/// The nodes of one lockfile, in file order.
class PackagesReader {
 public:
  PackagesReader(Tree& tree, const Source& source) : tree_(tree), source_(source) {}

  void Read(const Object& packages) {
    WarnOfHiddenMembers(source_, packages, tree_.complaints);
    const bool has_hidden = !packages.HiddenMembers().empty();
    tree_.nodes.reserve(packages.size() + 1);
    for (const Member& member : packages) {
      if (tree_.nodes.size() > limits::kPackages) {
        tree_.complaints.Add(Diagnostic::Level::kError, "L018", KeyOf(source_, member),
                             fmt::format("more than {} packages", HumanCount(limits::kPackages)),
                             "the rest is not read");
        return;
      }
      if (!has_hidden || packages.FindMember(member.key) == &member) ReadMember(member);
    }
  }

 private:
  void ReadMember(const Member& member) {
    const auto entry = member.value.AsObject();
    if (!entry) {
      tree_.complaints.Warn("L002", ValueOf(source_, member.value),
                            fmt::format("the entry {} is {}, not an object", Quote(member.key),
                                        NameOf(member.value.kind())),
                            "it is passed over");
      return;
    }
    WarnOfHiddenMembers(source_, *entry, tree_.complaints);
    if (member.key.empty()) {
      tree_.root().entry = entry;
      tree_.root().entry_place = KeyOf(source_, member);
      tree_.root().package.line = source_.LineAt(member.key_offset);
      return;
    }
    if (const std::string_view fault = FaultOfPath(member.key); !fault.empty()) {
      tree_.complaints.Warn(
          "L007", KeyOf(source_, member),
          fmt::format("{} cannot be the place of a package: {}", Quote(member.key), fault),
          "npm writes no such place: look who changed the lockfile");
      return;
    }
    Node& node = tree_.nodes.emplace_back();
    node.entry = entry;
    node.entry_place = KeyOf(source_, member);
    node.package.line = source_.LineAt(member.key_offset);
    node.package.path = member.key;
    node.package.folder_name = FolderName(member.key);
    if (FlagAt(*entry, "link")) {
      node.package.origin = Origin::kLink;
      node.link_path = tree_.Localise(TextAt(tree_, source_, *entry, "resolved"));
      node.package.resolved = Untrusted(TextAt(tree_, source_, *entry, "resolved"));
      return;
    }
    ReadName(tree_, node, source_, *entry);
    node.package.version = TextAt(tree_, source_, *entry, "version");
    ReadEntry(tree_, node, source_, *entry);
  }

  Tree& tree_;
  const Source& source_;
};

}  // namespace

std::string_view FaultOfPath(std::string_view path) {
  if (path.size() > limits::kPackagePathBytes) return "it is too long";
  if (path.starts_with('/')) return "it is absolute";
  if (NormalisePath(path) != path) return "it is written in a roundabout way";
  // After the first node_modules there is no way out again, as the text is normal.
  std::size_t depth = 0;
  for (std::size_t at = 0; at < path.size();) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    const std::string_view segment = path.substr(at, end - at);
    at = end + 1;
    if (segment.find('\\') != std::string_view::npos) return "it has a backslash";
    const bool has_control = std::any_of(segment.begin(), segment.end(), [](char c) {
      return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
    });
    if (has_control) return "it has control characters";
    if (segment != kFolder) continue;
    if (++depth > limits::kPackagePathDepth) return "it is too deep";
    if (at >= path.size()) return "it names no package";
    std::size_t name_end = std::min(path.find('/', at), path.size());
    if (path[at] == '@') name_end = std::min(path.find('/', name_end + 1), path.size());
    if (!PackageName::Parse(path.substr(at, name_end - at))) return "it names no package";
  }
  return {};
}

void ReadEntry(Tree& tree, Node& node, const Source& source, const Object& entry) {
  ReadResolved(tree, node, source, entry);
  ReadIntegrity(tree, node, source, entry);
  ReadFlags(node.package, entry);
  node.package.license = Untrusted(LicenseAt(entry));
  node.package.platforms = PlatformsOf(entry);
  node.package.deprecated = Untrusted(entry.FindString("deprecated").value_or(""));
}

void ReadPackages(Tree& tree, const Source& source, const Object& packages) {
  PackagesReader(tree, source).Read(packages);
}

}  // namespace inventory
