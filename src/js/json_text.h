#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace js {

/// Appends the text as JSON.stringify writes a string of it. A surrogate in three bytes (WTF-8)
/// becomes an escape when `wtf8`, other malformed bytes become U+FFFD.
enum class TextForm : std::uint8_t { kUtf8, kWtf8 };
void AppendJsonString(std::string& out, std::string_view text, TextForm form);
/// A number as JSON.stringify writes it: `null` for an infinity.
void AppendJsonNumber(std::string& out, double value);

}  // namespace js
