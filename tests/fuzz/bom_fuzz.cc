// Bills of materials: every reader, by what the bytes look like; what is read is checked, taken
// into the inner model, written in every form and read again.

#include <cstdint>
#include <cstdlib>

#include "sbom/document.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto document = sbom::ReadDocument({data, size});
  if (!document) return 0;
  sbom::Problems problems;
  sbom::Validate(*document, problems);
  const sbom::Bom bom = sbom::ToBom(*document);
  for (const auto format :
       {sbom::Format::kCycloneDxJson, sbom::Format::kCycloneDxXml, sbom::Format::kCycloneDxProtobuf,
        sbom::Format::kSpdxJson, sbom::Format::kSpdxTagValue, sbom::Format::kSpdx3Json}) {
    sbom::Losses losses;
    const std::string text = sbom::Write(bom, {.format = format}, losses);
    const auto again = sbom::ReadDocument(AsBytes(text));
    // An edge between components survives every form.
    if (again && sbom::IsCycloneDx(document->format) && sbom::IsCycloneDx(format) &&
        sbom::ToBom(*again).edges.size() > bom.edges.size()) {
      std::abort();
    }
  }
  return 0;
}
