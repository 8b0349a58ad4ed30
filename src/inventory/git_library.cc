#include "inventory/git_library.h"

#include <dlfcn.h>

#include "base/check.h"
#include "base/text.h"

namespace inventory {
namespace {

template <typename Function>
Function Find(void* library, const char* name) {
  void* const found = dlsym(library, name);
  CHECK(found != nullptr, "libgit2 has every function that is used");
  return reinterpret_cast<Function>(found);
}

GitFunctions Load() {
  // Stays for as long as the program does.
  void* const library = dlopen("libgit2.so." LIBGIT2_SOVERSION, RTLD_NOW | RTLD_LOCAL);
  CHECK(library != nullptr, "libgit2 is on this machine, in the version that was built with");
  return {
#define GIT_FUNCTION(name) .name = Find<decltype(GitFunctions::name)>(library, "git_" #name),
#include "inventory/git_functions.def"
#undef GIT_FUNCTION
  };
}

}  // namespace

const GitFunctions& Git() {
  static const GitFunctions functions = Load();
  return functions;
}

std::string GitReason() {
  const git_error* const error = Git().error_last();
  return error != nullptr && error->message != nullptr ? Escape(error->message, 200)
                                                       : "git gave no reason";
}

}  // namespace inventory
