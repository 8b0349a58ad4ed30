#pragma once

#include <memory>
#include <string>

namespace re2 {
class RE2;
}

namespace detect {

/// How every regular expression of a card is compiled: RE2's own syntax, searched anywhere in the
/// text, `.` also matches a line end, memory bounded by limits::kCardRegexMemory, silent. The
/// result may be not ok().
[[nodiscard]] std::unique_ptr<re2::RE2> CompileRegex(const std::string& pattern);

}  // namespace detect
