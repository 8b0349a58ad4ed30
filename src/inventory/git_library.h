#pragma once

#include <git2.h>

#include <memory>
#include <string>

namespace inventory {

/// libgit2 counts its users; the last one frees what it holds.
class GitLibrary {
 public:
  GitLibrary() { git_libgit2_init(); }
  ~GitLibrary() { git_libgit2_shutdown(); }
  GitLibrary(const GitLibrary&) = delete;
  GitLibrary& operator=(const GitLibrary&) = delete;
};

/// What libgit2 gives and its own function frees.
template <typename T>
using GitOwned = std::unique_ptr<T, void (*)(T*)>;

/// Why the last call of this thread failed, escaped.
[[nodiscard]] std::string GitReason();

}  // namespace inventory
