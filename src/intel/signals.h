#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "base/result.h"
#include "intel/pack_writer.h"

namespace intel {

using SignalsByCve = std::unordered_map<std::string, CveSignals>;

/// CISA's catalogue of known exploited vulnerabilities, in its JSON form. Gives how many entries
/// were taken; entries without an id or a date are passed over.
[[nodiscard]] Result<std::size_t> ReadKev(std::string_view json, SignalsByCve& signals);

/// FIRST's daily scores, as CSV: a comment with the model, a heading, then `cve,epss,percentile`.
/// At most limits::kScoreLines lines. An Error names the first line that is none.
[[nodiscard]] Result<std::size_t> ReadEpss(std::string_view csv, SignalsByCve& signals);

/// Whether text begins like one of the two.
[[nodiscard]] bool LooksLikeKev(std::string_view text);
[[nodiscard]] bool LooksLikeEpss(std::string_view text);

}  // namespace intel
