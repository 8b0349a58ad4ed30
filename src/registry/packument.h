#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "model/packument.h"

namespace registry {

/// Reads the document of a package. An Error when it is no JSON object or past
/// limits::kPackumentBytes; anything odd within it is missing, never an error.
[[nodiscard]] Result<Packument> ParsePackument(Bytes json);

}  // namespace registry
