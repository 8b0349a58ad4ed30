#pragma once

// What the hostile tests share: a clock that a busy machine does not disturb, and everything of the
// room done to one text.
#include <gtest/gtest.h>

#include <chrono>
#include <ctime>
#include <string>
#include <string_view>

#include "js/parse.h"

namespace js::hostile {

/// Processor time of this program.
struct Clock {
  static std::chrono::duration<double> now() {
    return std::chrono::duration<double>(static_cast<double>(std::clock()) / CLOCKS_PER_SEC);
  }
};

struct Ceiling {
  std::chrono::seconds time{20};
  std::size_t bytes_per_byte = 64;
  std::size_t base = 1 << 20;
};

inline std::string Repeat(std::string_view piece, std::size_t count) {
  std::string text;
  text.reserve(piece.size() * count);
  for (std::size_t i = 0; i < count; ++i) text += piece;
  return text;
}

/// Parses the text, walks the tree, asks the scopes, reads the tokens and evaluates; what has no
/// error is written as JSON and printed, and what was printed parses to what
/// prints the same. Checks places and ceilings; true when the text has no error.
[[nodiscard]] bool Survives(std::string_view source, Goal goal, const Ceiling& ceiling = {});

}  // namespace js::hostile
