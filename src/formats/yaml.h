#pragma once

#include <string_view>

#include "base/limits.h"
#include "formats/json.h"

namespace formats::yaml {

/// What a reader may lower (never raise past limits.h).
struct Limits {
  std::size_t bytes = limits::kYamlBytes;
  std::size_t depth = limits::kYamlDepth;
  std::size_t values = limits::kYamlValues;
};

/// Reads a YAML stream (1.2, with libyaml's reading where the versions differ) into the values that
/// JSON has: the root is an array with one element for each document. Plain scalars are null, true,
/// false and numbers as the JSON schema of YAML has them, and text otherwise: "1.10" is a number
/// whose text is kept, "yes" and "0x1f" are text. A key that is not a scalar is an error; repeated
/// keys and `<<` are kept as they stand. An alias stands for the value of its anchor, which counts
/// against `values` each time it is named, so that a small text cannot stand for a large one.
/// Offsets count in `text` as given. Errors say where.
[[nodiscard]] tl::expected<json::Document, SyntaxError> Parse(std::string_view text,
                                                              const Limits& limits = {});

/// What stands in front of a fault: containers that were open there are closed.
struct Partial {
  json::Document document;
  std::optional<SyntaxError> fault;
};
/// As Parse, and keeps what could be read when something is wrong.
[[nodiscard]] Partial ParseWhatCan(std::string_view text, const Limits& limits = {});

/// The two readers behind Parse, apart, so that a test can hold one against the other: the plain
/// block style that programs write, in one pass, and everything else.
[[nodiscard]] std::optional<json::Document> ParseBlocks(std::string_view text,
                                                        const Limits& limits = {});
[[nodiscard]] Partial ParseEvents(std::string_view text, const Limits& limits = {});

}  // namespace formats::yaml
