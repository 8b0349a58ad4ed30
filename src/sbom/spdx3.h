#pragma once

#include <string>

#include "formats/json.h"
#include "sbom/bom.h"
#include "sbom/loss.h"
#include "sbom/problem.h"

/// SPDX 3.0.1 as JSON-LD, profiles Core, Software and SimpleLicensing; properties by its own
/// CdxPropertiesExtension.
namespace sbom::spdx3 {

[[nodiscard]] Bom FromTree(const formats::json::Value& root);
[[nodiscard]] std::string ToJson(const Bom& bom, Losses& losses);

/// Context, creation information, identifiers, and that relationships meet elements. Codes B060 to
/// B063.
void Check(const formats::json::Value& root, Problems& problems);

}  // namespace sbom::spdx3
