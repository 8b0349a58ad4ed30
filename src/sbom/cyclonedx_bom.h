#pragma once

#include "formats/json.h"
#include "sbom/bom.h"
#include "sbom/cyclonedx_schema.h"

namespace sbom::cyclonedx {

/// The property that holds the identity of a document which is no `urn:uuid:`, as SPDX has them:
/// `serialNumber` takes nothing else.
inline constexpr std::string_view kNamespaceProperty = "sallyport:document-namespace";

/// The tree of a document in the inner model. Everything is kept: what has no typed field stays in
/// the `rest` values, which are copied, so the document may go. Wrong types are read as if absent
/// (CheckStructure tells of them).
[[nodiscard]] Bom FromTree(const formats::json::Value& root);

/// The tree of a bill of materials, as version 1.7 has it (`Restrict` makes older ones). Every edge
/// is written; components without a reference that need one get their identity. Texts are shown and
/// not copied: `bom` must outlive the document.
[[nodiscard]] formats::json::Document ToTree(const Bom& bom, Spec spec);

}  // namespace sbom::cyclonedx
