#pragma once

#include "formats/json.h"
#include "sbom/cyclonedx_schema.h"
#include "sbom/loss.h"

namespace sbom::cyclonedx {

/// The document as a version and encoding can say it. Fields and words that the target lacks are
/// replaced where the standard has an older form (tools, manufacturer, authors, detailed licences),
/// else left out; each is a loss. What stays as it is, is shown and not copied: the document that
/// `root` is of must outlive the one returned.
[[nodiscard]] formats::json::Document Restrict(const formats::json::Value& root, Spec target,
                                               Encoding encoding, Losses& losses);

}  // namespace sbom::cyclonedx
