#include "facts/change/obfuscation.h"

namespace facts {

std::uint32_t MachineNames(std::string_view text) {
  std::uint32_t count = 0;
  for (std::size_t at = text.find("_0x"); at != std::string_view::npos;
       at = text.find("_0x", at + 3)) {
    std::size_t end = at + 3;
    const auto is_digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    while (end < text.size() && is_digit(text[end])) ++end;
    const std::size_t digits = end - at - 3;
    if (digits >= 4 && digits <= 8) ++count;
  }
  return count;
}

}  // namespace facts
