#include "js/evaluate_base64.h"

#include <cstdint>

namespace js::eval {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

int DigitOf(char16_t c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  if (c == '/') return 63;
  return -1;
}

/// Gathers six bits at a time and gives a byte whenever there are eight.
class Bits {
 public:
  void Add(int digit, std::string& out) {
    held_ = held_ << 6U | static_cast<std::uint32_t>(digit);
    count_ += 6;
    if (count_ < 8) return;
    count_ -= 8;
    out += static_cast<char>(held_ >> count_ & 0xffU);
  }

 private:
  std::uint32_t held_ = 0;
  unsigned count_ = 0;
};

}  // namespace

std::string DecodeBase64Loosely(std::u16string_view text) {
  std::string out;
  Bits bits;
  for (const char16_t c : text) {
    if (c == '=') break;
    const int digit = c == '-' ? 62 : c == '_' ? 63 : DigitOf(c);
    if (digit >= 0) bits.Add(digit, out);
  }
  return out;
}

std::optional<std::u16string> DecodeBase64Strictly(std::u16string_view text) {
  std::u16string digits;
  for (const char16_t c : text) {
    if (c != ' ' && c != '\t' && c != '\n' && c != '\f' && c != '\r') digits += c;
  }
  if (digits.size() % 4 == 0) {
    for (int i = 0; i < 2 && digits.ends_with(u'='); ++i) digits.pop_back();
  }
  if (digits.size() % 4 == 1) return std::nullopt;
  std::string bytes;
  Bits bits;
  for (const char16_t c : digits) {
    const int digit = DigitOf(c);
    if (digit < 0) return std::nullopt;
    bits.Add(digit, bytes);
  }
  std::u16string out;
  for (const char byte : bytes) out += static_cast<char16_t>(static_cast<unsigned char>(byte));
  return out;
}

std::string EncodeBase64(std::string_view bytes) {
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      group = group << 8U | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    }
    const std::size_t digits = bytes.size() - i >= 3 ? 4 : bytes.size() - i + 1;
    for (std::size_t k = 0; k < 4; ++k) {
      out += k < digits ? kAlphabet[group >> (18 - 6 * k) & 63U] : '=';
    }
  }
  return out;
}

}  // namespace js::eval
