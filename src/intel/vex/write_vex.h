#pragma once

#include <functional>
#include <string>
#include <vector>

#include "intel/vex/vex_entry.h"

namespace intel {

/// What holds for a document as a whole.
struct VexDocument {
  std::string author;
  std::string product;  ///< purl or IRI of the project
  std::string name;     ///< of the project, for people
  std::string version;
  std::string timestamp;  ///< RFC 3339
  std::string tool_version;
  /// The places of a package in a bill of materials: "urn:cdx:SERIAL/VERSION#REF". Without them the
  /// document lists the components itself.
  std::function<std::vector<std::string>(const VexEntry&)> links;
};

/// OpenVEX 0.2.0. The id of the document follows from its content, so the same says the same.
[[nodiscard]] std::string WriteOpenVex(const std::vector<VexEntry>& entries,
                                       const VexDocument& document);

/// Whether the vulnerabilities are only listed, or also what is said of each.
enum class Analysis : std::uint8_t { kLeftOut, kWritten };

/// CycloneDX 1.6 JSON with `vulnerabilities` and no other content: a document beside a bill of
/// materials, not part of it.
[[nodiscard]] std::string WriteCycloneDxVex(const std::vector<VexEntry>& entries,
                                            const VexDocument& document, Analysis analysis);

}  // namespace intel
