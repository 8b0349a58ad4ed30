#pragma once

#include <optional>
#include <string_view>

#include "formats/json.h"

namespace inventory {

/// What could be read of a text, and what is wrong with it.
struct YarnText {
  formats::json::Document document;
  std::optional<formats::SyntaxError> fault;
};

/// Reads the syntax of yarn 1's lockfiles: keys that end in a colon, names and values with a blank
/// between, two blanks a level. The root is an object; a key that lists several patterns is a
/// member for each, all with the same value. Every value is text. Lines that make no sense are
/// passed over, and the first of them is told.
[[nodiscard]] YarnText ParseYarnClassic(std::string_view text);

}  // namespace inventory
