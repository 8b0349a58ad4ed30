#pragma once

#include <functional>
#include <string>
#include <vector>

#include "intel/vex/vex_entry.h"
#include "sbom/bom.h"

/// The BOM-Links ("urn:cdx:SERIAL/VERSION#REF") of a package in a bill of materials: of every
/// component with its purl. The result holds copies. Empty when the document has no serial number.
[[nodiscard]] std::function<std::vector<std::string>(const intel::VexEntry&)> LinksInto(
    const sbom::Bom& bom);
