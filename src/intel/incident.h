#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "intel/advisory.h"

namespace intel {

/// Reads an incident record (docs/incidents.md; docs/schema/incident.schema.json says the same to
/// machines) into a malware record that names its packages, versions and hashes; everything for
/// people (window, publishers, indicators, techniques, remediation in order, sources,
/// disagreements) is kept in `detail` as JSON. Strict, as we write these ourselves: an unknown key,
/// a malformed name@version or hash, an indicator that is not defanged is an Error with its line.
[[nodiscard]] Result<Advisory> ReadIncident(std::string_view yaml);

/// Whether a host, address, URL or e-mail address is written so that nothing makes a link of it:
/// one dot at least of its host as "[.]", "hxxp" for http, "[@]" for @. Text without dots is.
[[nodiscard]] bool IsDefanged(std::string_view indicator);

}  // namespace intel
