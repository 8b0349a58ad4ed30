#include "facts/invisible.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"

namespace facts {
namespace {

bool IsIn(char32_t c, char32_t first, char32_t last) {
  return c >= first && c <= last;
}

/// At least nine in ten bytes are printable ASCII or line ends, and the rest is well-formed UTF-8.
bool ReadsAsText(std::string_view bytes) {
  if (bytes.size() < 4 || !IsUtf8(bytes)) return false;
  const auto printable =
      static_cast<std::size_t>(std::count_if(bytes.begin(), bytes.end(), [](char c) {
        return (c >= 0x20 && c < 0x7F) || c == '\n' || c == '\t' || c == '\r';
      }));
  return printable * 10 >= bytes.size() * 9;
}

std::optional<std::string> IfText(std::string bytes) {
  if (!ReadsAsText(bytes)) return std::nullopt;
  return bytes;
}

std::optional<std::string> FromSelectors(const std::vector<char32_t>& run) {
  std::string bytes;
  std::string nibbles;
  bool only_first = true;
  for (const char32_t c : run) {
    if (IsIn(c, 0xFE00, 0xFE0F)) {
      bytes.push_back(static_cast<char>(c - 0xFE00));
    } else if (IsIn(c, 0xE0100, 0xE01EF)) {
      bytes.push_back(static_cast<char>(static_cast<unsigned char>(c - 0xE0100 + 16)));
      only_first = false;
    }
  }
  if (!only_first) return IfText(std::move(bytes));
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2)
    nibbles.push_back(static_cast<char>((bytes[i] << 4) | bytes[i + 1]));
  return IfText(std::move(nibbles));
}

std::optional<std::string> FromTags(const std::vector<char32_t>& run) {
  std::string bytes;
  for (const char32_t c : run) {
    if (IsIn(c, 0xE0020, 0xE007E)) bytes.push_back(static_cast<char>(c - 0xE0000));
  }
  return IfText(std::move(bytes));
}

std::string FromBits(const std::vector<char32_t>& run, char32_t one, std::size_t skip) {
  std::string bytes;
  unsigned value = 0;
  std::size_t bits = 0;
  for (std::size_t i = skip; i < run.size(); ++i) {
    value = (value << 1U) | (run[i] == one ? 1U : 0U);
    if (++bits % 8 == 0) {
      bytes.push_back(static_cast<char>(static_cast<unsigned char>(value)));
      value = 0;
    }
  }
  return bytes;
}

/// Two characters of a zero-width run as bits, either way round, with up to seven bits of lead.
std::optional<std::string> FromZeroWidth(const std::vector<char32_t>& run) {
  std::vector<char32_t> kinds(run);
  std::sort(kinds.begin(), kinds.end());
  kinds.erase(std::unique(kinds.begin(), kinds.end()), kinds.end());
  if (kinds.size() != 2) return std::nullopt;
  for (const char32_t one : kinds) {
    for (std::size_t skip = 0; skip < 8; ++skip) {
      std::string bytes = FromBits(run, one, skip);
      if (ReadsAsText(bytes)) return bytes;
    }
  }
  return std::nullopt;
}

}  // namespace

std::string_view NameOf(InvisibleClass invisible) {
  switch (invisible) {
    case InvisibleClass::kVariationSelector:
      return "variation-selector";
    case InvisibleClass::kTag:
      return "tag";
    case InvisibleClass::kZeroWidth:
      return "zero-width";
    case InvisibleClass::kPrivateUse:
      return "private-use";
    case InvisibleClass::kFiller:
      return "filler";
  }
  return {};
}

std::optional<InvisibleClass> InvisibleClassOf(char32_t c) {
  if (c < 0xAD) return std::nullopt;
  if (IsIn(c, 0xFE00, 0xFE0F) || IsIn(c, 0xE0100, 0xE01EF) || IsIn(c, 0x180B, 0x180D))
    return InvisibleClass::kVariationSelector;
  if (IsIn(c, 0xE0000, 0xE007F)) return InvisibleClass::kTag;
  if (IsIn(c, 0x200B, 0x200D) || IsIn(c, 0x2060, 0x2064) || c == 0xFEFF || c == 0x180E)
    return InvisibleClass::kZeroWidth;
  if (IsIn(c, 0xE000, 0xF8FF) || c >= 0xF0000) return InvisibleClass::kPrivateUse;
  if (c == 0xAD || c == 0x34F || c == 0x115F || c == 0x1160 || c == 0x3164 || c == 0xFFA0 ||
      c == 0x2800)
    return InvisibleClass::kFiller;
  return std::nullopt;
}

std::optional<std::string> DecodeCarrier(const std::vector<char32_t>& run,
                                         InvisibleClass invisible) {
  switch (invisible) {
    case InvisibleClass::kVariationSelector:
      return FromSelectors(run);
    case InvisibleClass::kTag:
      return FromTags(run);
    case InvisibleClass::kZeroWidth:
      return FromZeroWidth(run);
    case InvisibleClass::kPrivateUse:
    case InvisibleClass::kFiller:
      return std::nullopt;  // no convention to read them by
  }
  return std::nullopt;
}

}  // namespace facts
