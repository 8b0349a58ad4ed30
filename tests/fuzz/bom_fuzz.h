#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/check.h"
#include "sbom/document.h"
#include "sbom/from_inventory.h"

/// What every target of a bill of materials does with what was read: it is checked, taken into the
/// inner model and into an inventory, written in every form and read again. Whatever the bytes
/// were, what this program writes it can read, and no edge comes out of nowhere.
inline void FollowBom(const sbom::Document& document) {
  sbom::Problems problems;
  sbom::Validate(document, problems);
  const sbom::Bom bom = sbom::ToBom(document);
  const Inventory inventory = sbom::ToInventory(bom, "bom");
  for (const Dependency& edge : inventory.dependencies) {
    CHECK(static_cast<std::size_t>(edge.from) < inventory.packages.size() && edge.to &&
              static_cast<std::size_t>(*edge.to) < inventory.packages.size(),
          "edges are between packages");
  }
  for (const auto format :
       {sbom::Format::kCycloneDxJson, sbom::Format::kCycloneDxXml, sbom::Format::kCycloneDxProtobuf,
        sbom::Format::kSpdxJson, sbom::Format::kSpdxTagValue, sbom::Format::kSpdx3Json}) {
    sbom::Losses losses;
    const std::string text = sbom::Convert(document, {.format = format}, losses);
    const auto again = sbom::ReadDocument(AsBytes(text));
    if (!again || !sbom::IsCycloneDx(document.format) || !sbom::IsCycloneDx(format)) continue;
    CHECK(sbom::ToBom(*again).edges.size() <= bom.edges.size(), "edges come from the source");
  }
}

/// Bytes of one format, behind what they must begin with to be taken for it.
inline int FuzzBom(std::string_view beginning, const std::uint8_t* data, std::size_t size) {
  std::string text(beginning);
  text += AsText({data, size});
  const auto document = sbom::ReadDocument(AsBytes(text));
  if (document) FollowBom(*document);
  return 0;
}
