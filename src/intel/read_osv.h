#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "formats/json.h"
#include "intel/advisory.h"

namespace intel {

/// A record, and what of it could not be used: one lower-case sentence each, foreign text quoted.
struct OsvReading {
  Advisory advisory;
  std::vector<std::string> remarks;
};

/// Reads one OSV record (schema 1.7 and all before it; GitHub's and OSSF's additions below
/// `database_specific` included). Lenient as readers of a public feed must be: what is malformed is
/// left out and remarked on; only a record without a usable id, or a document that is no object, is
/// an Error. `source` names the feed the record came by; the record's own origins are kept beside
/// it.
[[nodiscard]] Result<OsvReading> ReadOsv(std::string_view text, std::string_view source);

/// Whether the text can be an id: letters, digits and `-_.:+`, beginning with a letter or digit.
[[nodiscard]] bool IsAdvisoryId(std::string_view text);

}  // namespace intel
