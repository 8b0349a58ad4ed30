#pragma once

#include <string_view>

namespace facts {

/// The obfuscation tool whose form a program text has, as `code.obfuscator` names it: jsfuck (six
/// characters), jjencode, aaencode, packer (Dean Edwards'), obfuscator (machine-made names and
/// `!![]`); empty for none. Looks at the text's beginning, middle and end, 4 KiB each, so that it
/// costs the same for every file.
[[nodiscard]] std::string_view ObfuscatorOf(std::string_view code);

}  // namespace facts
