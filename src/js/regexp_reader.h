#pragma once

#include <cstdint>
#include <string_view>

#include "base/text.h"

namespace js::regexp {

/// A cursor over a pattern. With `by_code_point` (flags `u`, `v`) one step is a code point;
/// without it a code unit of UTF-16, so a character past U+FFFF is two steps. Such a character
/// takes four bytes of UTF-8, and the cursor stands two bytes into it between its surrogates:
///
///   bytes   F0 9F 98 80      steps of two:   F0 9F | 98 80
///   steps   ^lead ^trail                     D83D  | DE00
class Reader {
 public:
  static constexpr char32_t kEnd = 0xffff'ffff;

  Reader(std::string_view text, bool by_code_point) : text_(text), by_code_point_(by_code_point) {}

  [[nodiscard]] std::uint32_t at() const { return at_; }
  void set_at(std::uint32_t at) { at_ = at; }
  [[nodiscard]] bool AtEnd() const { return at_ >= text_.size(); }
  [[nodiscard]] std::string_view Since(std::uint32_t begin) const {
    return text_.substr(begin, at_ - begin);
  }

  /// The ASCII byte `ahead` bytes on; 0 for the end and for anything else. NUL in the pattern is 0
  /// too, so compare with a character you look for, never with 0.
  [[nodiscard]] char Byte(std::uint32_t ahead = 0) const {
    const std::size_t at = std::size_t{at_} + ahead;
    if (at >= text_.size() || static_cast<unsigned char>(text_[at]) >= 0x80) return 0;
    return text_[at];
  }
  [[nodiscard]] bool Eat(char c) {
    if (AtEnd() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  [[nodiscard]] bool Eat(std::string_view word) {
    if (!text_.substr(at_).starts_with(word)) return false;
    at_ += static_cast<std::uint32_t>(word.size());
    return true;
  }

  /// The next step, taken; kEnd at the end.
  [[nodiscard]] char32_t Next() {
    if (AtEnd()) return kEnd;
    const auto byte = static_cast<unsigned char>(text_[at_]);
    if (byte < 0x80) [[likely]] {
      ++at_;
      return byte;
    }
    return by_code_point_ ? NextCodePoint() : NextCodeUnit();
  }
  /// The next step as a code point whatever the mode, as the names of groups want it.
  [[nodiscard]] char32_t NextCodePoint() {
    if (AtEnd()) return kEnd;
    const CodePoint point = DecodeUtf8(text_, at_);
    at_ += point.length;
    return point.value;
  }

 private:
  [[nodiscard]] char32_t NextCodeUnit() {
    if (at_ >= 2) {
      const CodePoint around = DecodeUtf8(text_, at_ - 2);
      if (around.length == 4) {
        at_ += 2;
        return 0xdc00 + ((around.value - 0x10000) & 0x3ffU);
      }
    }
    const CodePoint point = DecodeUtf8(text_, at_);
    if (point.length != 4) {
      at_ += point.length;
      return point.value;
    }
    at_ += 2;
    return 0xd800 + ((point.value - 0x10000) >> 10U);
  }

  std::string_view text_;
  std::uint32_t at_ = 0;
  bool by_code_point_;
};

}  // namespace js::regexp
