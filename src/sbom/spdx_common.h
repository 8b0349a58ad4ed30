#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sbom/bom.h"
#include "sbom/loss.h"

/// What SPDX 2.3 and SPDX 3.0.1 share on their way from and to the inner model.
namespace sbom::spdx {

/// An identifier of SPDX for each component: "SPDXRef-" and what of its reference may stand there,
/// unique.
[[nodiscard]] std::vector<std::string> MakeIds(const Bom& bom);

/// The properties of a component, and with them what SPDX has no field for: reference, type, scope,
/// occurrences and every further member of CycloneDX (as JSON). `Restore` is the way back; nothing
/// is lost between the two.
[[nodiscard]] std::vector<Property> Carry(const Bom& bom, const Component& component);
/// Puts carried properties back; `kept` receives what they hold. Returns the carried reference, or
/// "".
std::string Restore(std::vector<Property> carried, Component& component,
                    std::vector<formats::json::Document>& kept);

/// The same for the document as a whole.
[[nodiscard]] std::vector<Property> CarryDocument(const Bom& bom);
void RestoreDocument(std::vector<Property> carried, Bom& bom);

/// One licence expression for all licences of one acknowledgement ("declared" holds the unsaid
/// too); "NOASSERTION" when there is none. Names that are no expression become LicenseRef-N, and
/// are added to `names` once.
[[nodiscard]] std::string ExpressionOf(const std::vector<License>& licenses, Acknowledgement wanted,
                                       std::vector<std::string>& names);
/// The LicenseRef- that stands for a name of that position.
[[nodiscard]] std::string NameRef(std::size_t index);
/// The way back; nothing for NOASSERTION and NONE.
[[nodiscard]] std::vector<License> LicensesOf(
    std::string_view expression, Acknowledgement acknowledgement,
    const std::vector<std::pair<std::string, std::string>>& names);

/// What begins an annotation of SPDX 2 that carries a property.
inline constexpr std::string_view kPropertyMark = "property ";
/// What is said beside a relationship that stands for CycloneDX's `provides`, which SPDX has no
/// word for.
inline constexpr std::string_view kProvidesComment = "provides";

/// "SHA-512" gives "SHA512"; empty for what SPDX does not know.
[[nodiscard]] std::string_view AlgorithmToSpdx(std::string_view algorithm);
[[nodiscard]] std::string_view AlgorithmFromSpdx(std::string_view algorithm);

/// When the document was made, in the one form SPDX has: whole seconds of UTC.
[[nodiscard]] std::string TimeOf(const Bom& bom);

/// Adds a loss for every hash that SPDX has no word for.
void TellLosses(const Bom& bom, Losses& losses);

}  // namespace sbom::spdx
