#include "sbom/text_forms.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "base/text.h"

namespace sbom {
namespace {

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}
bool IsHexDigit(char c) {
  return IsDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
bool IsLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// Exactly two digits at `at` of at most `most`.
std::optional<int> TwoDigits(std::string_view text, std::size_t at, int most) {
  if (at + 2 > text.size() || !IsDigit(text[at]) || !IsDigit(text[at + 1])) return std::nullopt;
  const int number = (text[at] - '0') * 10 + (text[at + 1] - '0');
  return number <= most ? std::optional(number) : std::nullopt;
}

int DaysOf(int year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : kDays[month - 1];
}

/// "Z", "+01:00"; what is left must be all of it.
bool IsOffset(std::string_view text) {
  if (text == "Z" || text == "z") return true;
  return text.size() == 6 && (text[0] == '+' || text[0] == '-') && text[3] == ':' &&
         TwoDigits(text, 1, 23) && TwoDigits(text, 4, 59);
}

/// "T10:20:30.5" and hands back what follows.
std::optional<std::string_view> AfterTime(std::string_view text, int last_hour) {
  if (text.size() < 9 || (text[0] != 'T' && text[0] != 't') || text[3] != ':' || text[6] != ':') {
    return std::nullopt;
  }
  if (!TwoDigits(text, 1, last_hour) || !TwoDigits(text, 4, 59) || !TwoDigits(text, 7, 60)) {
    return std::nullopt;
  }
  text.remove_prefix(9);
  if (text.starts_with('.')) {
    const std::size_t end = std::min(text.find_first_not_of("0123456789", 1), text.size());
    if (end == 1) return std::nullopt;
    text.remove_prefix(end);
  }
  return text;
}

}  // namespace

bool IsDay(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  if (!std::all_of(text.begin(), text.begin() + 4, IsDigit)) return false;
  const auto year = static_cast<int>(*ParseNumber(text.substr(0, 4)));
  const auto month = TwoDigits(text, 5, 12);
  const auto day = TwoDigits(text, 8, 31);
  return month && *month > 0 && day && *day > 0 && *day <= DaysOf(year, *month);
}

bool IsDateTime(std::string_view text) {
  if (text.size() < 11 || !IsDay(text.substr(0, 10))) return false;
  const auto rest = AfterTime(text.substr(10), 23);
  return rest && IsOffset(*rest);
}

bool IsXmlDateTime(std::string_view text) {
  if (text.size() < 11 || !IsDay(text.substr(0, 10))) return false;
  const auto rest = AfterTime(text.substr(10), 24);
  return rest && (rest->empty() || IsOffset(*rest));
}

bool IsIriReference(std::string_view text) {
  constexpr std::string_view kRefused = " <>\"{}|\\^`";
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte < 0x20 || byte == 0x7F || kRefused.find(text[at]) != std::string_view::npos)
      return false;
    if (text[at] == '%' &&
        (at + 2 >= text.size() || !IsHexDigit(text[at + 1]) || !IsHexDigit(text[at + 2]))) {
      return false;
    }
  }
  return std::count(text.begin(), text.end(), '#') <= 1;
}

bool IsAbsoluteIri(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 || !IsLetter(text[0])) return false;
  const std::string_view scheme = text.substr(0, colon);
  return IsIriReference(text) && std::all_of(scheme.begin(), scheme.end(), [](char c) {
           return IsLetter(c) || IsDigit(c) || c == '+' || c == '-' || c == '.';
         });
}

bool IsEmail(std::string_view text) {
  const std::size_t at = text.rfind('@');
  if (at == std::string_view::npos || at == 0 || at + 1 == text.size()) return false;
  return text.find_first_of(" \t\r\n<>") == std::string_view::npos &&
         text.substr(0, at).find('@') == std::string_view::npos;
}

bool IsUuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    const bool digit = IsDigit(text[i]) || (text[i] >= 'a' && text[i] <= 'f');
    if (dash ? text[i] != '-' : !digit) return false;
  }
  return true;
}

bool IsHex(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), IsHexDigit);
}

}  // namespace sbom
