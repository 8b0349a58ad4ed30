#include "sbom/cyclonedx_scalar.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "model/license_expression.h"
#include "sbom/text_forms.h"

namespace sbom::cyclonedx {
namespace {

using formats::json::Value;

constexpr std::size_t kVersionCodePoints = 1024;
constexpr std::size_t kRangeCodePoints = 4096;

bool IsAlphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

std::size_t CodePoints(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

bool IsMimeType(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos || slash == 0 || slash + 1 == text.size()) return false;
  std::size_t slashes = 0;
  return std::all_of(text.begin(), text.end(), [&slashes](char c) {
    if (c == '/') return ++slashes == 1;
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.';
  });
}

bool IsHashContent(std::string_view text) {
  return IsHex(text) && (text.size() == 32 || text.size() == 40 || text.size() == 64 ||
                         text.size() == 96 || text.size() == 128);
}

bool IsSerial(std::string_view text, Encoding encoding) {
  if (text.starts_with("urn:uuid:")) return IsUuid(text.substr(9));
  return encoding == Encoding::kXml && text.size() == 38 && text.front() == '{' &&
         text.back() == '}' && IsUuid(text.substr(1, 36));
}

bool IsLocale(std::string_view text) {
  const auto lower = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (text.size() != 2 && text.size() != 5) return false;
  if (!lower(text[0]) || !lower(text[1])) return false;
  return text.size() == 2 || (text[2] == '-' && upper(text[3]) && upper(text[4]));
}

bool IsOpenCre(std::string_view text) {
  if (!text.starts_with("CRE:")) return false;
  const auto parts = Split(text.substr(4), '-');
  return parts.size() == 2 && std::all_of(parts.begin(), parts.end(), [](std::string_view part) {
           return !part.empty() && part.find_first_not_of("0123456789") == std::string_view::npos;
         });
}

bool IsPatentNumber(std::string_view text) {
  if (text.size() < 2 || text.size() > 30) return false;
  if (!IsAlphanumeric(text.front()) || !IsAlphanumeric(text.back())) return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return IsAlphanumeric(c) || std::string_view("-/.() \t\r\n").find(c) != std::string_view::npos;
  });
}

bool IsJurisdiction(std::string_view text) {
  return text.size() == 2 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

/// A text scalar's rule: what holds, and how the fault is called.
struct TextRule {
  bool (*holds)(std::string_view);
  std::string_view fault;
};

bool Anything(std::string_view /*text*/) {
  return true;
}
bool NotEmpty(std::string_view text) {
  return !text.empty();
}
bool IsVersionText(std::string_view text) {
  return CodePoints(text) <= kVersionCodePoints;
}
bool IsRangeText(std::string_view text) {
  return !text.empty() && CodePoints(text) <= kRangeCodePoints;
}
bool IsSpdxId(std::string_view text) {
  return LookUpLicense(text) != LicenseWord::kUnknown;
}

std::optional<TextRule> RuleFor(Type type, Encoding encoding) {
  const bool xml = encoding == Encoding::kXml;
  switch (type) {
    case Type::kText:
      return TextRule{Anything, ""};
    case Type::kNonEmpty:
    case Type::kRef:
    case Type::kRefLink:
      return TextRule{NotEmpty, "is empty"};
    case Type::kDateTime:
      return TextRule{xml ? IsXmlDateTime : IsDateTime, "is no date and time (RFC 3339)"};
    case Type::kDay:
      return TextRule{IsDay, "is no date (2026-11-22)"};
    case Type::kIri:
      return TextRule{xml ? Anything : IsIriReference, "is no IRI reference (RFC 3987)"};
    case Type::kEmail:
      return TextRule{xml ? Anything : IsEmail, "is no e-mail address"};
    case Type::kVersionText:
      return TextRule{IsVersionText, "is longer than 1024 characters"};
    case Type::kRangeText:
      return TextRule{IsRangeText, "is empty or longer than 4096 characters"};
    case Type::kMimeType:
      return TextRule{IsMimeType, "is no media type (type/subtype, lower case)"};
    case Type::kHashContent:
      return TextRule{IsHashContent, "is no hash: 32, 40, 64, 96 or 128 hexadecimal digits"};
    case Type::kLocale:
      return TextRule{IsLocale, "is no locale (en, en-US)"};
    case Type::kOpenCre:
      return TextRule{IsOpenCre, "is no OpenCRE id (CRE:123-456)"};
    case Type::kPatentNumber:
      return TextRule{IsPatentNumber, "is no patent number"};
    case Type::kJurisdiction:
      return TextRule{IsJurisdiction, "is no jurisdiction (two capital letters)"};
    case Type::kSpdxId:
      return TextRule{IsSpdxId, "is not on the SPDX licence list"};
    default:
      return std::nullopt;
  }
}

std::optional<std::string> NumberFault(Type type, const Value& value) {
  const auto number = value.AsDouble();
  if (!number) return "is not a number";
  if (type == Type::kNumber) return std::nullopt;
  if (type == Type::kUnit) {
    if (*number < 0 || *number > 1) return "is not between 0 and 1";
    return std::nullopt;
  }
  if (*number != std::trunc(*number)) return "is not a whole number";
  if (type == Type::kNonNegative && *number < 0) return "is less than 0";
  if (type == Type::kPositive && *number < 1) return "is less than 1";
  if (type == Type::kQuantumLevel && (*number < 0 || *number > 6)) return "is not between 0 and 6";
  return std::nullopt;
}

std::string Shown(const Value& value) {
  if (const auto text = value.AsString()) return Quote(*text, 60);
  if (const auto number = value.AsNumberText()) return Quote(*number, 60);
  return std::string(formats::json::NameOf(value.kind()));
}

}  // namespace

bool IsTrimmed(Type type) {
  return type != Type::kText && type != Type::kNonEmpty && type != Type::kRef &&
         type != Type::kRefLink && type != Type::kVersionText;
}

std::optional<std::string> ScalarFault(Type type, const Value& value, Spec spec,
                                       Encoding encoding) {
  if (CategoryOf(type) == Category::kWords) {
    const auto text = value.AsString();
    if (!text) return Shown(value) + " is no text";
    const Word* const word = FindWord(type, *text);
    if (word == nullptr) return Quote(*text, 60) + " is not one of the words that may stand here";
    if (!Has(word->specs, spec)) {
      return fmt::format("{} does not exist in version {}", Quote(*text, 60), NameOf(spec));
    }
    return std::nullopt;
  }
  if (type == Type::kBool) {
    if (value.AsBool()) return std::nullopt;
    return Shown(value) + " is neither true nor false";
  }
  if (type == Type::kSerial) {
    const auto text = value.AsString();
    if (text && IsSerial(*text, encoding)) return std::nullopt;
    return Shown(value) + " is no serial number (urn:uuid: and a lower-case UUID)";
  }
  const auto rule = RuleFor(type, encoding);
  if (!rule) {
    if (const auto fault = NumberFault(type, value)) return Shown(value) + " " + *fault;
    return std::nullopt;
  }
  const auto text = value.AsString();
  if (!text) return Shown(value) + " is no text";
  if (rule->holds(*text)) return std::nullopt;
  return Shown(value) + " " + std::string(rule->fault);
}

}  // namespace sbom::cyclonedx
