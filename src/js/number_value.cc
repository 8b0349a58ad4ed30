#include <charconv>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "base/limits.h"
#include "js/tree.h"

namespace js {

namespace {

/// An integer in a radix that is a power of two, rounded once: to the nearest, ties to even.
double FromBits(std::string_view digits, unsigned bits_per_digit) {
  constexpr unsigned kKept = 64;
  std::uint64_t kept = 0;  // the leading bits
  unsigned used = 0;
  int dropped = 0;
  bool sticky = false;
  for (const char c : digits) {
    const auto digit = static_cast<unsigned>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
    for (unsigned i = bits_per_digit; i-- > 0;) {
      const bool bit = (digit >> i & 1U) != 0;
      if (used == 0 && !bit) continue;
      if (used < kKept) {
        kept = kept << 1U | static_cast<std::uint64_t>(bit);
        ++used;
      } else {
        ++dropped;
        sticky |= bit;
      }
    }
  }
  if (sticky) kept |= 1U;  // below what a double holds, but above a tie
  return std::ldexp(static_cast<double>(kept), dropped);
}

/// The value of a few digits, or of a few behind `0x`; nothing for what is written otherwise.
std::optional<std::uint32_t> SmallWhole(std::string_view source) {
  const bool hexadecimal = source.size() > 2 && source[0] == '0' && (source[1] | 0x20) == 'x';
  const std::string_view digits = hexadecimal ? source.substr(2) : source;
  if (digits.size() > 7 || (!hexadecimal && source.size() > 1 && source[0] == '0')) return {};
  std::uint32_t value = 0;
  for (const char c : digits) {
    const char lower = static_cast<char>(c | 0x20);
    if (c >= '0' && c <= '9') {
      value = value * (hexadecimal ? 16 : 10) + static_cast<std::uint32_t>(c - '0');
    } else if (hexadecimal && lower >= 'a' && lower <= 'f') {
      value = value * 16 + static_cast<std::uint32_t>(lower - 'a') + 10;
    } else {
      return {};
    }
  }
  return value;
}

double FromDecimal(const std::string& digits) {
  double value = 0;
  const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (result.ec == std::errc::result_out_of_range) {
    // Too large or too small for a double; the sign of the exponent tells which.
    const std::size_t e = digits.find_first_of("eE");
    const bool small = e != std::string::npos ? digits[e + 1] == '-'
                                              : digits.front() == '0' || digits.front() == '.';
    return small ? 0 : HUGE_VAL;
  }
  return value;
}

/// Digits in a radix that is a power of two, as decimal ones: divides by 10^9 until nothing is
/// left.
std::string DecimalFromBits(std::string_view digits, unsigned bits_per_digit) {
  constexpr std::uint32_t kChunk = 1'000'000'000;
  std::vector<std::uint32_t> words(digits.size() * bits_per_digit / 32 + 1);  // the least first
  std::size_t bit = 0;
  for (auto at = digits.rbegin(); at != digits.rend(); ++at, bit += bits_per_digit) {
    const auto digit = static_cast<std::uint64_t>(*at <= '9' ? *at - '0' : (*at | 0x20) - 'a' + 10);
    const std::uint64_t placed = digit << bit % 32;
    words[bit / 32] |= static_cast<std::uint32_t>(placed);
    if (placed >> 32U != 0) words[bit / 32 + 1] |= static_cast<std::uint32_t>(placed >> 32U);
  }
  std::string reversed;
  while (!words.empty()) {
    std::uint64_t rest = 0;
    for (auto word = words.rbegin(); word != words.rend(); ++word) {
      rest = rest << 32U | *word;
      *word = static_cast<std::uint32_t>(rest / kChunk);
      rest %= kChunk;
    }
    while (!words.empty() && words.back() == 0) words.pop_back();
    for (int i = 0; i < 9; ++i, rest /= 10) reversed += static_cast<char>('0' + rest % 10);
  }
  const std::size_t last = reversed.find_last_not_of('0');
  reversed.erase(last == std::string::npos ? 1 : last + 1);
  return {reversed.rbegin(), reversed.rend()};
}

}  // namespace

std::string BigIntText(const Tree& tree, const BigIntLiteral& literal) {
  std::string digits;
  for (const char c : tree.Source(literal.span())) {
    if (c != '_' && c != 'n') digits += c;
  }
  if (digits.size() < 3 || digits[0] != '0' || digits.size() > limits::kBigIntDigits) return digits;
  const std::string_view rest = std::string_view(digits).substr(2);
  const int radix = digits[1] | 0x20;
  return DecimalFromBits(rest, radix == 'x' ? 4 : radix == 'o' ? 3 : 1);
}

double NumberValue(const Tree& tree, const NumericLiteral& literal) {
  const std::string_view source = tree.Source(literal.span());
  if (const auto small = SmallWhole(source)) return *small;
  std::string digits;
  for (const char c : source) {
    if (c != '_') digits += c;
  }
  if (digits.size() > 1 && digits[0] == '0') {
    const std::string_view rest = std::string_view(digits).substr(2);
    switch (digits[1] | 0x20) {
      case 'x':
        return FromBits(rest, 4);
      case 'o':
        return FromBits(rest, 3);
      case 'b':
        return FromBits(rest, 1);
      default:
        break;
    }
    if (digits.find_first_not_of("01234567") == std::string::npos) return FromBits(digits, 3);
    // from_chars takes no `0` before other digits as special, and neither does 09.5.
  }
  // `5.` and `.5` are numbers here.
  if (digits.front() == '.') digits.insert(0, 1, '0');
  return FromDecimal(digits);
}

std::string_view RegExpPattern(const Tree& tree, const RegExpLiteral& literal) {
  const std::string_view text = tree.Source(literal.span());
  return text.substr(1, text.rfind('/') - 1);
}

std::string_view RegExpFlags(const Tree& tree, const RegExpLiteral& literal) {
  const std::string_view text = tree.Source(literal.span());
  return text.substr(text.rfind('/') + 1);
}

}  // namespace js
