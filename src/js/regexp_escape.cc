#include "base/limits.h"
#include "js/regexp_pattern.h"
#include "js/regexp_property.h"
#include "js/unicode.h"

namespace js::regexp {
namespace {

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}
bool IsLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool IsPropertyCharacter(char c) {
  return IsLetter(c) || IsDigit(c) || c == '_';
}

int HexValue(char c) {
  if (IsDigit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool IsLead(char32_t c) {
  return c >= 0xd800 && c <= 0xdbff;
}
bool IsTrail(char32_t c) {
  return c >= 0xdc00 && c <= 0xdfff;
}
char32_t FromPair(char32_t lead, char32_t trail) {
  return 0x10000 + ((lead - 0xd800) << 10U) + (trail - 0xdc00);
}

}  // namespace

/// Stands before the backslash of an escape that is not `\b` or `\B`.
bool Pattern::AtomEscape() {
  const std::uint32_t begin = in_.at();
  in_.set_at(begin + 1);
  if (in_.AtEnd()) return Fail(begin, "`\\` at the end of the pattern");
  if (in_.Byte() >= '1' && in_.Byte() <= '9') return BackReference();
  if (in_.Byte() == 'k' && grammar_.named_groups) return NamedReference();
  ClassAtom set;
  if (TryClassEscape(set)) return true;
  if (error_) return false;
  if (!grammar_.unicode && in_.Byte() == 'c' && !IsLetter(in_.Byte(1))) return true;  // B.1.2
  char32_t value = 0;
  return CharacterEscape(value);
}

bool Pattern::BackReference() {
  const std::uint32_t begin = in_.at();
  std::uint32_t number = 0;
  while (IsDigit(in_.Byte())) {
    // Past every count of groups a pattern can have the exact number no longer matters.
    if (number < limits::kSourceBytes) {
      number = number * 10 + static_cast<std::uint32_t>(in_.Byte() - '0');
    }
    in_.set_at(in_.at() + 1);
  }
  if (grammar_.unicode) {
    if (number > highest_reference_) {
      highest_reference_ = number;
      highest_reference_offset_ = begin - 1;
    }
  } else if (number > captures_) {
    // Annex B: an octal escape or a plain digit; the digits after it are characters, to be read
    // one by one because the last of them may carry the quantifier. No digit can be an error.
    in_.set_at(begin + 1);
  }
  return true;
}

bool Pattern::NamedReference() {
  const std::uint32_t begin = in_.at() - 1;
  in_.set_at(in_.at() + 1);
  if (!in_.Eat('<')) return Fail(begin, "`\\k` wants the name of a group");
  std::string name;
  if (!GroupName(name)) return false;
  names_.Refer(name, begin);
  return true;
}

/// Stands after `<`; takes the name and `>`.
bool Pattern::GroupName(std::string& name) {
  const std::uint32_t begin = in_.at();
  while (!in_.Eat('>')) {
    const char32_t c = NameCharacter();
    const bool fits = name.empty() ? IsIdStart(c) : IsIdContinue(c);
    if (!fits) return Fail(begin, "invalid name of a group");
    AppendUtf8(name, c);
  }
  return !name.empty() || Fail(begin, "invalid name of a group");
}

/// One character of a name, escapes of every form resolved; Reader::kEnd for none.
char32_t Pattern::NameCharacter() {
  const char32_t c = in_.NextCodePoint();
  if (c != '\\') return c;
  char32_t value = 0;
  if (in_.Byte() != 'u' || !TryUnicodeEscape(value, true)) return Reader::kEnd;
  return value;
}

/// `\d \D \s \S \w \W \p{} \P{}`, standing after the backslash. False without an error when it is
/// none of them.
bool Pattern::TryClassEscape(ClassAtom& atom) {
  switch (in_.Byte()) {
    case 'd':
    case 'D':
    case 's':
    case 'S':
    case 'w':
    case 'W':
      in_.set_at(in_.at() + 1);
      atom = {};
      return true;
    case 'p':
    case 'P':
      return grammar_.unicode && PropertyEscape(atom);
    default:
      return false;
  }
}

bool Pattern::PropertyEscape(ClassAtom& atom) {
  const std::uint32_t begin = in_.at() - 1;
  const bool negated = in_.Byte() == 'P';
  in_.set_at(in_.at() + 1);
  const auto word = [this] {
    const std::uint32_t from = in_.at();
    while (IsPropertyCharacter(in_.Byte())) in_.set_at(in_.at() + 1);
    return in_.Since(from);
  };
  if (!in_.Eat('{')) return Fail(begin, "invalid property name");
  const std::string_view name = word();
  const PropertyKind kind = in_.Eat('=') ? FindProperty(name, word()) : FindProperty(name);
  const bool known = kind == PropertyKind::kCharacters ||
                     (kind == PropertyKind::kStrings && grammar_.sets && !negated);
  if (!known || !in_.Eat('}')) return Fail(begin, "invalid property name");
  atom = {.value = ClassAtom::kSet, .may_contain_strings = kind == PropertyKind::kStrings};
  return true;
}

/// CharacterEscape, standing after the backslash.
bool Pattern::CharacterEscape(char32_t& value) {
  const std::uint32_t begin = in_.at() - 1;
  const char c = in_.Byte();
  constexpr std::string_view kControls = "fnrtv";
  constexpr std::string_view kControlValues = "\f\n\r\t\v";
  if (c != 0 && kControls.find(c) != std::string_view::npos) {
    in_.set_at(in_.at() + 1);
    value = static_cast<unsigned char>(kControlValues[kControls.find(c)]);
    return true;
  }
  if (c == 'c' && IsLetter(in_.Byte(1))) {
    value = static_cast<unsigned char>(in_.Byte(1)) % 32U;
    in_.set_at(in_.at() + 2);
    return true;
  }
  if (c == '0' && !IsDigit(in_.Byte(1))) {
    in_.set_at(in_.at() + 1);
    value = 0;
    return true;
  }
  if (c == 'x') return HexEscape(value);
  if (c == 'u') return UnicodeEscape(value);
  if (!grammar_.unicode) {
    if (c >= '0' && c <= '7') {
      value = LegacyOctal();
      return true;
    }
    if (c == 'c' || (c == 'k' && grammar_.named_groups)) return Fail(begin, "invalid escape");
    saw_plain_k_ = saw_plain_k_ || c == 'k';
    value = in_.Next();
    return value != Reader::kEnd || Fail(begin, "`\\` at the end of the pattern");
  }
  constexpr std::string_view kSyntaxCharacters = "^$\\.*+?()[]{}|/";
  if (c == 0 || kSyntaxCharacters.find(c) == std::string_view::npos) {
    return Fail(begin, "invalid escape");
  }
  value = in_.Next();
  return true;
}

bool Pattern::HexEscape(char32_t& value) {
  const std::uint32_t begin = in_.at();
  in_.set_at(begin + 1);
  if (TryHexDigits(2, value)) return true;
  if (grammar_.unicode) return Fail(begin - 1, "invalid escape");
  value = 'x';
  return true;
}

bool Pattern::UnicodeEscape(char32_t& value) {
  const std::uint32_t begin = in_.at();
  if (TryUnicodeEscape(value, grammar_.unicode)) return true;
  if (grammar_.unicode) return Fail(begin - 1, "invalid Unicode escape");
  in_.set_at(begin + 1);
  value = 'u';
  return true;
}

/// `uXXXX`, and as code points also `uXXXX\uXXXX` and `u{X...}`; anything else leaves the reader
/// where it was.
bool Pattern::TryUnicodeEscape(char32_t& value, bool pairs) {
  const std::uint32_t begin = in_.at();
  in_.set_at(begin + 1);
  if (TryHexDigits(4, value)) {
    if (!pairs || !IsLead(value)) return true;
    const std::uint32_t after = in_.at();
    char32_t trail = 0;
    if (in_.Eat("\\u") && TryHexDigits(4, trail) && IsTrail(trail)) {
      value = FromPair(value, trail);
    } else {
      in_.set_at(after);
    }
    return true;
  }
  if (pairs && in_.Eat('{')) {
    char32_t number = 0;
    const std::uint32_t digits = in_.at();
    while (HexValue(in_.Byte()) >= 0) {
      if (number <= 0x10ffff) number = number * 16 + static_cast<char32_t>(HexValue(in_.Byte()));
      in_.set_at(in_.at() + 1);
    }
    if (in_.at() > digits && number <= 0x10ffff && in_.Eat('}')) {
      value = number;
      return true;
    }
  }
  in_.set_at(begin);
  return false;
}

bool Pattern::TryHexDigits(std::uint32_t count, char32_t& value) {
  value = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    const int digit = HexValue(in_.Byte(i));
    if (digit < 0) return false;
    value = value * 16 + static_cast<char32_t>(digit);
  }
  in_.set_at(in_.at() + count);
  return true;
}

/// Up to three octal digits, at most 0377.
char32_t Pattern::LegacyOctal() {
  char32_t value = 0;
  for (int i = 0; i < 3 && in_.Byte() >= '0' && in_.Byte() <= '7'; ++i) {
    const char32_t next = value * 8 + static_cast<char32_t>(in_.Byte() - '0');
    if (next > 0377) break;
    value = next;
    in_.set_at(in_.at() + 1);
  }
  return value;
}

}  // namespace js::regexp
