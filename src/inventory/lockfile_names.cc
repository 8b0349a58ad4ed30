#include "inventory/lockfile_names.h"

#include <algorithm>

#include "base/file_system.h"

namespace inventory {
namespace {

constexpr LockfileName kNames[] = {
    {"npm-shrinkwrap.json", LockfileKind::kShrinkwrap, "npm"},
    {"package-lock.json", LockfileKind::kPackageLock, "npm"},
    {"pnpm-lock.yaml", LockfileKind::kPnpmLock, "pnpm"},
    {"yarn.lock", LockfileKind::kYarnBerryLock, "yarn"},
    {"bun.lock", LockfileKind::kBunLock, "bun"},
    {"bun.lockb", LockfileKind::kBunBinaryLock, "bun"},
    {"vlt-lock.json", LockfileKind::kVltLock, "vlt"},
    {"deno.lock", LockfileKind::kDenoLock, "deno"},
    {".pnp.data.json", LockfileKind::kYarnPnp, "yarn", LockfileRole::kBeside},
    {".pnp.cjs", LockfileKind::kYarnPnp, "yarn", LockfileRole::kBeside},
    {".pnp.js", LockfileKind::kYarnPnp, "yarn", LockfileRole::kBeside},
    {".package-lock.json", LockfileKind::kHiddenLock, "npm", LockfileRole::kInstalled},
};

}  // namespace

std::span<const LockfileName> LockfileNames() {
  return kNames;
}

const LockfileName* FindLockfileName(std::string_view path) {
  const auto found =
      std::find_if(std::begin(kNames), std::end(kNames),
                   [name = BaseName(path)](const LockfileName& each) { return each.file == name; });
  return found == std::end(kNames) ? nullptr : found;
}

bool IsProjectLockfile(std::string_view path) {
  const LockfileName* const name = FindLockfileName(path);
  return name != nullptr && name->role != LockfileRole::kInstalled;
}

bool IsSearchedLockfile(std::string_view path) {
  const LockfileName* const name = FindLockfileName(path);
  return name != nullptr && name->role != LockfileRole::kBeside;
}

}  // namespace inventory
