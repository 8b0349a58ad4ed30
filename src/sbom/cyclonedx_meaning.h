#pragma once

#include "formats/json.h"
#include "sbom/cyclonedx_schema.h"
#include "sbom/problem.h"

namespace sbom::cyclonedx {

/// What no schema can say: references unique and answered, package URLs and licence expressions
/// that can be read, hashes as long as their algorithm makes them. B050 (error): a reference twice.
/// The rest are warnings: B051 to B054.
void CheckMeaning(const formats::json::Value& root, Encoding encoding, Problems& problems);

}  // namespace sbom::cyclonedx
