#include "detect/regex.h"

#include <re2/re2.h>

#include "base/limits.h"

namespace detect {

std::unique_ptr<re2::RE2> CompileRegex(const std::string& pattern) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_dot_nl(true);
  options.set_max_mem(static_cast<std::int64_t>(limits::kCardRegexMemory));
  return std::make_unique<re2::RE2>(pattern, options);
}

}  // namespace detect
