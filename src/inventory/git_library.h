#pragma once

#include <git2.h>

#include <cstddef>
#include <memory>
#include <string>

namespace inventory {

/// libgit2, loaded when it is first asked for. It brings thirteen libraries along, which took
/// 1.4 of the 5.3 ms that this program needed to start; few commands look into a history.
struct GitFunctions {
#define GIT_FUNCTION(name) decltype(&::git_##name) name;
#include "inventory/git_functions.def"
#undef GIT_FUNCTION
};

/// The functions of libgit2. Loads it the first time, from any thread; ends the program, saying so,
/// when it is not on this machine.
[[nodiscard]] const GitFunctions& Git();

/// libgit2 counts its users; the last one frees what it holds. Objects out of packs are taken as
/// git itself takes them, by the pack's own checksums and without hashing each again (which was
/// half of the time of a search), and of a large pack only a part is mapped at a time.
class GitLibrary {
 public:
  GitLibrary() {
    constexpr std::size_t kMegabyte = 1024 * 1024;
    Git().libgit2_init();
    Git().libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
    Git().libgit2_opts(GIT_OPT_SET_MWINDOW_SIZE, 16 * kMegabyte);
    Git().libgit2_opts(GIT_OPT_SET_MWINDOW_MAPPED_LIMIT, 64 * kMegabyte);
  }
  ~GitLibrary() { Git().libgit2_shutdown(); }
  GitLibrary(const GitLibrary&) = delete;
  GitLibrary& operator=(const GitLibrary&) = delete;
};

/// What libgit2 gives and its own function frees.
template <typename T>
using GitOwned = std::unique_ptr<T, void (*)(T*)>;

/// Why the last call of this thread failed, escaped.
[[nodiscard]] std::string GitReason();

}  // namespace inventory
