#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "formats/json.h"
#include "formats/json_writer.h"
#include "sbom/bom.h"
#include "sbom/cyclonedx_schema.h"
#include "sbom/loss.h"
#include "sbom/problem.h"

namespace sbom {

enum class Format : std::uint8_t {
  kCycloneDxJson,
  kCycloneDxXml,
  kCycloneDxProtobuf,
  kSpdxJson,
  kSpdxTagValue,
  kSpdx3Json,
};
/// "cyclonedx-json", as the command line has it.
[[nodiscard]] std::string_view NameOf(Format format);
[[nodiscard]] std::optional<Format> ParseFormat(std::string_view name);
[[nodiscard]] constexpr bool IsCycloneDx(Format format) {
  return format <= Format::kCycloneDxProtobuf;
}

/// A bill of materials as it was read: its tree in the shape its standard's JSON has.
struct Document {
  Format format = Format::kCycloneDxJson;
  cyclonedx::Spec spec = cyclonedx::Spec::k1_7;  ///< of CycloneDX
  formats::json::Document tree;
  Problems problems;  ///< what reading alone already shows

  /// "CycloneDX 1.6 JSON", "SPDX 2.3 tag-value".
  [[nodiscard]] std::string Describe() const;
};

/// Tells the format from the bytes, and reads. An Error (with line and column where there are any)
/// when the bytes are no bill of materials that this program knows, or break off.
[[nodiscard]] Result<Document> ReadDocument(Bytes bytes);

/// Adds to `problems` all that is wrong with structure and meaning.
void Validate(const Document& document, Problems& problems);

[[nodiscard]] Bom ToBom(const Document& document);

/// Reads a CycloneDX JSON document of any size up to limits::kBomBytes piece by piece: no more than
/// one component's tree is in memory beside the result.
[[nodiscard]] Result<Bom> ReadBomInPieces(Bytes bytes);

struct Target {
  Format format = Format::kCycloneDxJson;
  cyclonedx::Spec spec = cyclonedx::Spec::k1_6;
  formats::JsonStyle style = formats::JsonStyle::kPretty;
};

/// Every loss is told; edges are never left out without one.
[[nodiscard]] std::string Write(const Bom& bom, const Target& target, Losses& losses);
/// Between forms and versions of one standard nothing goes through the inner model.
[[nodiscard]] std::string Convert(const Document& document, const Target& target, Losses& losses);

}  // namespace sbom
