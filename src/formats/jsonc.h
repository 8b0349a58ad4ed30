#pragma once

#include "formats/json.h"

namespace formats::jsonc {

/// Reads JSON with `//` and `/* */` comments and with commas before `}` and `]`, as bun.lock,
/// deno.jsonc and tsconfig.json are written. Offsets count in the text as it was given.
[[nodiscard]] tl::expected<json::Document, SyntaxError> Parse(std::string_view text,
                                                              const json::Limits& limits = {});

}  // namespace formats::jsonc
