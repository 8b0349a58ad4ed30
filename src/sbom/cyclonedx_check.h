#pragma once

#include "formats/json.h"
#include "sbom/cyclonedx_schema.h"
#include "sbom/problem.h"

namespace sbom::cyclonedx {

/// Checks a whole document (its tree, however it was written) against the structure of one version:
/// types, required fields, words, forms of text, numbers, lists without repeats, unknown fields,
/// and what fields owe one another. Codes B010 to B029.
void CheckStructure(const formats::json::Value& root, Spec spec, Encoding encoding,
                    Problems& problems);

}  // namespace sbom::cyclonedx
