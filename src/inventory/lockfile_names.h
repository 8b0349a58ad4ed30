#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "model/inventory.h"

namespace inventory {

/// Where a lockfile of some name comes from.
enum class LockfileRole : std::uint8_t {
  kOwn,        ///< what the project goes by; a repository's history holds its states
  kBeside,     ///< written beside yarn.lock and says the same: nobody's second lockfile
  kInstalled,  ///< what a package manager wrote down of an install; in a history where somebody
               ///< committed the installed packages
};

/// One name that lockfiles have.
struct LockfileName {
  std::string_view file;
  /// yarn.lock is two formats: the text tells which (KindOfLockfile).
  LockfileKind kind;
  std::string_view manager;  ///< as a manifest's `packageManager` names it
  LockfileRole role = LockfileRole::kOwn;
};

/// Every name, the projects' own first, in the order in which they are chosen from.
[[nodiscard]] std::span<const LockfileName> LockfileNames();

/// The entry for the last part of `path`; nullptr when it is no lockfile's name.
[[nodiscard]] const LockfileName* FindLockfileName(std::string_view path);

/// Whether a file of that name pins what a project gets.
[[nodiscard]] bool IsProjectLockfile(std::string_view path);

/// Whether states of a file of that name are looked for in folders and in a repository's history:
/// all but what only repeats the lockfile beside it.
[[nodiscard]] bool IsSearchedLockfile(std::string_view path);

}  // namespace inventory
