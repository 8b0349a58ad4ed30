#pragma once

#include <string>

#include "formats/json.h"
#include "formats/json_writer.h"
#include "sbom/cyclonedx_schema.h"

namespace sbom::cyclonedx {

/// The tree as JSON of that version, fields in the order of the standard's tables, fields the
/// tables do not have after them; what only XML can say is left out. Ends with a newline when
/// pretty.
[[nodiscard]] std::string ToJson(const formats::json::Value& root, Spec spec,
                                 formats::JsonStyle style = formats::JsonStyle::kPretty);

}  // namespace sbom::cyclonedx
