#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Text helpers that every room needs; all of them treat their input as bytes unless they say
/// otherwise.

/// Views of the pieces between `separator`s; an empty text gives one empty piece.
[[nodiscard]] std::vector<std::string_view> Split(std::string_view text, char separator);
[[nodiscard]] std::string_view Trim(std::string_view text);
/// ASCII letters only.
[[nodiscard]] std::string ToLower(std::string_view text);
[[nodiscard]] bool EqualsIgnoringCase(std::string_view a, std::string_view b);
[[nodiscard]] std::string Join(std::span<const std::string> pieces, std::string_view separator);
[[nodiscard]] std::string ReplaceAll(std::string text, std::string_view from, std::string_view to);

/// The whole of `text` as an unsigned decimal number; nothing when it has another character or does
/// not fit.
[[nodiscard]] std::optional<std::uint64_t> ParseNumber(std::string_view text);

/// Well-formed UTF-8 as the Unicode standard has it (no surrogates, no overlong forms).
[[nodiscard]] bool IsUtf8(std::string_view text);

/// One code point of UTF-8 at `at` and how many bytes it takes; U+FFFD and 1 for a malformed byte.
struct CodePoint {
  char32_t value = 0;
  std::uint32_t length = 1;
};
[[nodiscard]] CodePoint DecodeUtf8(std::string_view text, std::size_t at);
void AppendUtf8(std::string& out, char32_t code_point);

/// Foreign text made fit for one line of a terminal or log: control bytes, bidi controls, invisible
/// characters and malformed UTF-8 escaped (\x1b, \u{202e}), at most `limit` code points.
[[nodiscard]] std::string Escape(std::string_view foreign, std::size_t limit);

/// Foreign text made fit for a one-line message: control bytes, bidi controls and malformed UTF-8
/// escaped (\x1b, \u{202e}), at most `limit` code points, in `backticks`.
[[nodiscard]] std::string Quote(std::string_view foreign, std::size_t limit = 120);

/// The candidate nearest to `word` by optimal-string-alignment distance, when it is near enough to
/// be a likely slip of the keyboard (at most a third of the word, at least 1). Ties go to the
/// earlier candidate.
[[nodiscard]] std::optional<std::string_view> Nearest(std::string_view word,
                                                      std::span<const std::string_view> candidates);

/// "1.2 MB", "980 bytes": decimal units.
[[nodiscard]] std::string HumanBytes(std::uint64_t bytes);
/// "1,234".
[[nodiscard]] std::string HumanCount(std::uint64_t count);
