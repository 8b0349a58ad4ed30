#pragma once

#include <optional>
#include <string>

#include "formats/json.h"
#include "sbom/cyclonedx_schema.h"

namespace sbom::cyclonedx {

/// Why `value` is not what the scalar `type` wants in that encoding ("`x` is no date and time"), or
/// nothing when it is.
[[nodiscard]] std::optional<std::string> ScalarFault(Type type, const formats::json::Value& value,
                                                     Spec spec, Encoding encoding);

/// Whether XML text of this type loses its white space at the ends (everything but plain text).
[[nodiscard]] bool IsTrimmed(Type type);

}  // namespace sbom::cyclonedx
