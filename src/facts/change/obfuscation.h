#pragma once

#include <cstdint>
#include <string_view>

namespace facts {

/// How many names of the form `_0x1f2e` (four to eight hexadecimal digits) a text has: what the
/// best-known obfuscator leaves behind.
[[nodiscard]] std::uint32_t MachineNames(std::string_view text);

}  // namespace facts
