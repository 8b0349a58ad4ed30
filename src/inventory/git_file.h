#pragma once

#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "model/trust_limits.h"

namespace inventory {

/// A file as git keeps it: `place` is "REVISION:PATH", the form that `git show` takes (a path that
/// begins with "./" counts from `folder`, any other from the top of the repository). The repository
/// is the one that holds `folder`. Reads the object database only: no hook, no filter, no
/// configured program is run. At most `most` bytes. An Error names what git does not have.
[[nodiscard]] Result<ByteVector> ReadGitFile(const std::string& folder, const std::string& place,
                                             std::size_t most = limits::kGitFileBytes);

}  // namespace inventory
