#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace report {

/// What a piece of terminal text means; the colour follows from that.
enum class Tone : std::uint8_t { kPlain, kStrong, kFaint, kGood, kWarning, kBad, kPlace, kHelp };

/// How text for people is laid out. The same options give the same bytes.
struct TextOptions {
  unsigned width = 100;  ///< columns of the terminal; lines of ours are wrapped to it
  bool color = false;
  bool verbose = false;
};

/// `text` in the colour of its meaning when colours are on. `text` is ours or has been escaped.
[[nodiscard]] std::string Paint(std::string_view text, Tone tone, const TextOptions& options);

/// How many columns `text` takes, colour sequences not counted; East Asian wide characters count
/// twice.
[[nodiscard]] std::size_t DisplayWidth(std::string_view text);

/// `text` cut to `width` columns with `…` at the end when it is longer.
[[nodiscard]] std::string CutToWidth(std::string_view text, std::size_t width);

/// Words wrapped to the width; every line begins with `indent` columns of space. No newline at the
/// end.
[[nodiscard]] std::string Wrap(std::string_view text, std::size_t indent,
                               const TextOptions& options);

/// `label`, a space and the words of `text`, wrapped; further lines begin under the first word. The
/// first one begins with `indent` columns of space. No newline at the end.
[[nodiscard]] std::string Hang(std::string_view label, std::string_view text, std::size_t indent,
                               const TextOptions& options);

/// `parts` with " · " between them, wrapped between parts only; every line begins with `indent`
/// columns of space. No newline at the end.
[[nodiscard]] std::string WrapParts(std::span<const std::string> parts, std::size_t indent,
                                    const TextOptions& options);

/// A path that begins at column `indent`, broken after slashes where it would pass the width; the
/// lines after the first begin with `indent` columns of space. No newline at the end.
[[nodiscard]] std::string WrapPath(std::string_view path, std::size_t indent,
                                   const TextOptions& options);

}  // namespace report
