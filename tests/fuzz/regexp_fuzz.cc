// The first byte chooses the flags, the rest is a pattern. An error must point into what was
// judged.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "js/regexp.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  constexpr std::string_view kFlags[] = {"", "u", "v", "gimsy"};
  const std::string_view pattern(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::string_view flags = kFlags[data[0] % 4U];
  const auto error = js::ValidateRegExp(pattern, flags);
  if (error && error->offset > pattern.size()) std::abort();
  if (js::ValidateRegExp(pattern, flags) != error) std::abort();
  return 0;
}
