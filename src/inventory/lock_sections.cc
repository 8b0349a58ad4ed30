#include <fmt/format.h>

#include "base/limits.h"
#include "base/text.h"
#include "inventory/lockfile.h"

namespace inventory {
namespace {

using formats::json::Member;
using formats::json::Object;

/// What both sections say of a package; the old one repeats it field by field.
bool SaysTheSame(const Object& fresh, const Object& old) {
  const auto version = fresh.FindString("version");
  const auto resolved = fresh.FindString("resolved");
  const std::string_view old_version = old.FindString("version").value_or("");
  // The old section writes the address of git, file and alias dependencies as their version.
  const bool is_plain = old_version.find_first_of(":/") == std::string_view::npos;
  if (is_plain && version && *version != old_version) return false;
  const auto old_resolved = old.FindString("resolved");
  if (resolved && old_resolved && *resolved != *old_resolved) return false;
  const auto integrity = fresh.FindString("integrity");
  const auto old_integrity = old.FindString("integrity");
  return !integrity || !old_integrity || *integrity == *old_integrity;
}

}  // namespace

void CompareSections(Tree& tree, const Source& source, const Object& lockfile) {
  const auto packages = lockfile.FindObject("packages");
  if (!packages || !lockfile.FindObject("dependencies")) return;
  struct Folder {
    Object dependencies;
    std::string path;
  };
  std::vector<Folder> open = {{*lockfile.FindObject("dependencies"), ""}};
  while (!open.empty()) {
    const Folder folder = std::move(open.back());
    open.pop_back();
    for (const Member& member : folder.dependencies) {
      const auto old = member.value.AsObject();
      std::string path = folder.path.empty() ? "" : folder.path + "/";
      path.append("node_modules/").append(member.key);
      if (!old || path.size() > limits::kPackagePathBytes) continue;
      auto fresh = packages->FindObject(path);
      if (fresh && fresh->FindBool("link").value_or(false)) {
        // What lies below a link is listed below what it leads to.
        path = fresh->FindString("resolved").value_or("");
        fresh.reset();
      } else if (!fresh || !SaysTheSame(*fresh, *old)) {
        tree.complaints.Warn(
            "L019", KeyOf(source, member),
            fmt::format("`packages` and `dependencies` disagree on {}", Quote(path)),
            "old npm installs what this section says and new npm what the other says: write the "
            "lockfile anew with `npm install`");
      }
      if (const auto below = old->FindObject("dependencies")) open.push_back({*below, path});
    }
  }
}

void FindOrphans(Tree& tree) {
  for (const Node& node : tree.nodes) {
    const bool should_be_found =
        IsInstalledPath(node.package.path) && node.entry &&
        node.package.path.ends_with("node_modules/" + node.package.folder_name);
    if (!should_be_found || node.in_node_modules) continue;
    tree.complaints.Warn("L008", node.entry_place,
                         fmt::format("{} stands below a package that the lockfile does not have",
                                     Quote(node.package.path)),
                         "nothing can reach it there: look who changed the lockfile");
  }
}

}  // namespace inventory
