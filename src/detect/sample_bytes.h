#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace detect {

/// Whether `\u{...}` in a sample's text stands for a code point.
enum class Escapes : bool { kNo, kYes };

/// The bytes of a sample file from the text of its block. Language `hex` is pairs of hexadecimal
/// digits with any white space between; with `escapes`, `\u{HEX}` is that code point and
/// `\u{HEX}*N` N of them; else the text is the content. An expansion past limits::kCardBytes is an
/// error.
[[nodiscard]] Result<std::string> SampleBytes(std::string_view language, Escapes escapes,
                                              std::string_view text);

}  // namespace detect
