#include "inventory/git_library.h"

#include "base/text.h"

namespace inventory {

std::string GitReason() {
  const git_error* const error = git_error_last();
  return error != nullptr && error->message != nullptr ? Escape(error->message, 200)
                                                       : "git gave no reason";
}

}  // namespace inventory
