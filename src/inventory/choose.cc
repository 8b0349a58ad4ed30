#include "inventory/choose.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"

namespace inventory {
namespace {

struct Known {
  std::string_view file;
  LockfileKind kind;
  std::string_view manager;
};
/// The first there is counts.
constexpr Known kKnown[] = {
    {"npm-shrinkwrap.json", LockfileKind::kShrinkwrap, "npm"},
    {"package-lock.json", LockfileKind::kPackageLock, "npm"},
    {"pnpm-lock.yaml", LockfileKind::kPnpmLock, "pnpm"},
    {"yarn.lock", LockfileKind::kYarnBerryLock, "yarn"},
    {"bun.lock", LockfileKind::kBunLock, "bun"},
    {"bun.lockb", LockfileKind::kBunBinaryLock, "bun"},
    {"vlt-lock.json", LockfileKind::kVltLock, "vlt"},
    {"deno.lock", LockfileKind::kDenoLock, "deno"},
};
/// Written beside yarn.lock, so nobody's second lockfile.
constexpr std::string_view kPnpFiles[] = {".pnp.data.json", ".pnp.cjs", ".pnp.js"};

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

bool IsProjectLockfile(std::string_view name) {
  return std::any_of(std::begin(kKnown), std::end(kKnown),
                     [&](const Known& known) { return known.file == name; }) ||
         std::find(std::begin(kPnpFiles), std::end(kPnpFiles), name) != std::end(kPnpFiles);
}

LockfileKind KindOfLockfile(const FileSystem& files, const std::string& path) {
  const std::string_view name = BaseName(path);
  for (const std::string_view pnp : kPnpFiles) {
    if (name == pnp) return LockfileKind::kYarnPnp;
  }
  if (name == ".package-lock.json") return LockfileKind::kHiddenLock;
  if (path.ends_with(".pnpm/lock.yaml")) return LockfileKind::kPnpmLock;
  for (const Known& known : kKnown) {
    if (name != known.file) continue;
    if (known.kind != LockfileKind::kYarnBerryLock) return known.kind;
    const auto bytes = files.Read(path, limits::kJsonBytes);
    const bool is_berry = bytes && AsText(*bytes).find("__metadata:") != std::string_view::npos;
    return is_berry ? LockfileKind::kYarnBerryLock : LockfileKind::kYarnClassicLock;
  }
  return LockfileKind::kPackageLock;
}

std::optional<ChosenLockfile> ChooseLockfile(const FileSystem& files, const std::string& folder,
                                             const Node& root, Complaints& complaints) {
  std::vector<const Known*> found;
  for (const Known& known : kKnown) {
    if (IsFile(files, JoinPath(folder, known.file))) found.push_back(&known);
  }
  const auto name_for = [&](std::string_view file) {
    return folder == "." ? std::string(file) : JoinPath(folder, file);
  };
  if (found.empty()) {
    for (const std::string_view pnp : kPnpFiles) {
      if (IsFile(files, JoinPath(folder, pnp)))
        return ChosenLockfile{std::string(pnp), LockfileKind::kYarnPnp};
    }
    return std::nullopt;
  }
  const std::string_view manager = ManagerOf(root);
  const auto named = std::find_if(found.begin(), found.end(),
                                  [&](const Known* one) { return one->manager == manager; });
  const Known& chosen = named == found.end() ? *found.front() : **named;
  if (!manager.empty() && named == found.end()) {
    complaints.AddForFile(
        Diagnostic::Level::kWarning, "L026", name_for(chosen.file),
        fmt::format("the manifest names {} as the package manager, whose lockfile is not here",
                    Quote(manager)),
        "an install would not go by this lockfile: commit the one of the package manager in use");
  }
  for (const Known* const other : found) {
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
