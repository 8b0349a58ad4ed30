#include "inventory/choose.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "inventory/lockfile_names.h"

namespace inventory {
namespace {

bool IsFile(const FileSystem& files, const std::string& path) {
  const auto status = files.StatusOfTarget(path);
  return status && status->type == FileType::kFile;
}

/// "pnpm@9.1.0+sha512.abc" gives "pnpm".
std::string_view ManagerOf(const Node& root) {
  if (!root.manifest) return {};
  if (const auto field = root.manifest->FindString("packageManager")) {
    return field->substr(0, field->find('@'));
  }
  const auto engines = root.manifest->FindObject("devEngines");
  const auto manager = engines ? engines->FindObject("packageManager") : std::nullopt;
  return manager ? manager->FindString("name").value_or("") : std::string_view();
}

}  // namespace

LockfileKind KindOfLockfile(const FileSystem& files, const std::string& path) {
  if (path.ends_with(".pnpm/lock.yaml")) return LockfileKind::kPnpmLock;
  const LockfileName* const known = FindLockfileName(path);
  if (known == nullptr) return LockfileKind::kPackageLock;
  if (known->kind != LockfileKind::kYarnBerryLock) return known->kind;
  const auto bytes = files.Read(path, limits::kJsonBytes);
  const bool is_berry = bytes && AsText(*bytes).find("__metadata:") != std::string_view::npos;
  return is_berry ? LockfileKind::kYarnBerryLock : LockfileKind::kYarnClassicLock;
}

std::optional<ChosenLockfile> ChooseLockfile(const FileSystem& files, const std::string& folder,
                                             const Node& root, Complaints& complaints) {
  const auto there_are = [&](LockfileRole role) {
    std::vector<const LockfileName*> found;
    for (const LockfileName& each : LockfileNames())
      if (each.role == role && IsFile(files, JoinPath(folder, each.file))) found.push_back(&each);
    return found;
  };
  const auto name_for = [&](std::string_view file) {
    return folder == "." ? std::string(file) : JoinPath(folder, file);
  };
  const auto found = there_are(LockfileRole::kOwn);
  if (found.empty()) {
    const auto beside = there_are(LockfileRole::kBeside);
    if (beside.empty()) return std::nullopt;
    return ChosenLockfile{std::string(beside.front()->file), beside.front()->kind};
  }
  const std::string_view manager = ManagerOf(root);
  const auto named = std::find_if(found.begin(), found.end(),
                                  [&](const LockfileName* one) { return one->manager == manager; });
  const LockfileName& chosen = named == found.end() ? *found.front() : **named;
  if (!manager.empty() && named == found.end()) {
    complaints.AddForFile(
        Diagnostic::Level::kWarning, "L026", name_for(chosen.file),
        fmt::format("the manifest names {} as the package manager, whose lockfile is not here",
                    Quote(manager)),
        "an install would not go by this lockfile: commit the one of the package manager in use");
  }
  for (const LockfileName* const other : found) {
    if (other == &chosen) continue;
    complaints.AddForFile(
        Diagnostic::Level::kWarning, "L005", name_for(other->file),
        fmt::format("this lockfile is not used: {} is beside it{}", chosen.file,
                    named == found.end() ? "" : ", and the manifest names its package manager"),
        "delete one of the two");
  }
  return ChosenLockfile{std::string(chosen.file),
                        KindOfLockfile(files, JoinPath(folder, chosen.file))};
}

}  // namespace inventory
