#include "bom_fuzz.h"

/// JSON of any version, read as a whole and piece by piece: of what both can read, the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto document = sbom::ReadDocument({data, size});
  const auto pieces = sbom::ReadBomInPieces({data, size});
  if (!document) return 0;
  FollowBom(*document);
  if (!pieces || document->format != sbom::Format::kCycloneDxJson) return 0;
  const sbom::Bom whole = sbom::ToBom(*document);
  CHECK(pieces->components.size() == whole.components.size(), "both ways have the same components");
  CHECK(pieces->edges.size() == whole.edges.size(), "both ways have the same edges");
  return 0;
}
