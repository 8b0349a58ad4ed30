#pragma once

#include <string>

#include "formats/json.h"
#include "sbom/bom.h"
#include "sbom/loss.h"
#include "sbom/problem.h"

/// SPDX 2.3 (and what 2.2 shares with it), JSON and tag-value. Tag-value is read into the same tree
/// that the JSON has.
namespace sbom::spdx2 {

[[nodiscard]] Bom FromTree(const formats::json::Value& root);
[[nodiscard]] formats::json::Document ToTree(const Bom& bom, Losses& losses);

[[nodiscard]] std::string ToJson(const formats::json::Value& root);
/// Every field that the tag-value form has; a value of several lines goes into `<text>`.
[[nodiscard]] std::string ToTagValue(const formats::json::Value& root);
/// Never fails: lines that cannot be read are problems (B030 to B033).
[[nodiscard]] formats::json::Document FromTagValue(std::string_view text, Problems& problems);

/// Structure and meaning: required fields, identifiers, words, licence expressions, dates,
/// relationships to things that exist. Codes B034 to B039.
void Check(const formats::json::Value& root, Problems& problems);

}  // namespace sbom::spdx2
