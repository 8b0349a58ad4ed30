// Names with escapes or beyond ASCII, strings and templates.
#include "base/text.h"
#include "js/lexer.h"
#include "js/scan.h"
#include "js/unicode.h"

namespace js {
namespace {

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// UTF-8 of any 21-bit value; surrogates too, and a low one behind a high one becomes the pair's
/// code point.
void AppendWtf8(std::string& out, char32_t c) {
  if (c >= 0xDC00 && c <= 0xDFFF && out.size() >= 3) {
    const auto* const tail = reinterpret_cast<const unsigned char*>(out.data() + out.size() - 3);
    if (tail[0] == 0xED && tail[1] >= 0xA0 && tail[1] < 0xB0) {
      const char32_t high = 0xD000U | (tail[1] & 0x3FU) << 6U | (tail[2] & 0x3FU);
      out.resize(out.size() - 3);
      AppendUtf8(out, 0x10000 + ((high - 0xD800) << 10U) + (c - 0xDC00));
      return;
    }
  }
  if (c >= 0xD800 && c <= 0xDFFF) {
    out += static_cast<char>(0xE0U | c >> 12U);
    out += static_cast<char>(0x80U | (c >> 6U & 0x3FU));
    out += static_cast<char>(0x80U | (c & 0x3FU));
    return;
  }
  AppendUtf8(out, c);
}

bool IsLineSeparator(const char* at) {
  return at[0] == '\xE2' && at[1] == '\x80' && (at[2] == '\xA8' || at[2] == '\xA9');
}

}  // namespace

bool Lexer::ReadUnicodeEscape(char32_t& value) {
  // at_ is behind the `u`.
  value = 0;
  if (*at_ == '{') {
    ++at_;
    const char* const from = at_;
    for (; HexValue(*at_) >= 0; ++at_) {
      value = value * 16 + static_cast<char32_t>(HexValue(*at_));
      if (value > 0x10FFFF) return false;
    }
    if (at_ == from || *at_ != '}') return false;
    ++at_;
    return true;
  }
  for (int i = 0; i < 4; ++i, ++at_) {
    const int digit = HexValue(*at_);
    if (digit < 0) return false;
    value = value * 16 + static_cast<char32_t>(digit);
  }
  return true;
}

void Lexer::ScanIdentifierSlow(const char* from) {
  at_ = from;
  decoded_.clear();
  token_.escaped = false;
  for (bool first = true;; first = false) {
    char32_t value = 0;
    if (scan::Is(*at_, scan::kNamePart)) {
      value = static_cast<unsigned char>(*at_);
      ++at_;
    } else if (*at_ == '\\') {
      const char* const escape = at_;
      if (at_[1] != 'u') return Fail(SyntaxErrorCode::kInvalidEscape, escape, escape + 1);
      at_ += 2;
      if (!ReadUnicodeEscape(value) || !(first ? IsIdStart(value) : IsIdContinue(value))) {
        return Fail(SyntaxErrorCode::kInvalidEscape, escape, at_);
      }
      token_.escaped = true;
    } else if (scan::Is(*at_, scan::kBeyondAscii)) {
      const CodePoint c = DecodeUtf8(text(), OffsetOf(at_));
      if (!(first ? IsIdStart(c.value) : IsIdContinue(c.value))) {
        if (first) return Fail(SyntaxErrorCode::kUnexpectedCharacter, at_, at_ + c.length);
        break;
      }
      value = c.value;
      at_ += c.length;
    } else {
      break;
    }
    AppendUtf8(decoded_, value);
  }
  token_.value = pool_->Intern(decoded_);
  Finish(token_.value <= names::kLastKeyword ? Token::kEscapedKeyword : Token::kIdentifier);
}

void Lexer::ScanPrivateName() {
  const char* const from = at_;
  ++at_;
  if (!scan::Is(*at_, scan::kNameStart | scan::kBeyondAscii) && *at_ != '\\') {
    return Fail(SyntaxErrorCode::kUnexpectedCharacter, from, at_);
  }
  ScanIdentifierSlow(at_);
  if (token_.kind != Token::kError) token_.kind = Token::kPrivateName;
}

void Lexer::ScanString(char quote) {
  const char* const from = at_ + 1;
  const char* const to = quote == '"' ? scan::Find<'"', '\\', '\n', '\r'>(from)
                                      : scan::Find<'\'', '\\', '\n', '\r'>(from);
  if (*to == quote) [[likely]] {
    token_.value = pool_->InternStable({from, static_cast<std::size_t>(to - from)});
    at_ = to + 1;
    return Finish(Token::kString);
  }
  ScanStringSlow(quote, from);
}

void Lexer::ScanStringSlow(char quote, const char* from) {
  at_ = from;
  decoded_.clear();
  const char* chunk = from;
  const auto flush = [&] { decoded_.append(chunk, static_cast<std::size_t>(at_ - chunk)); };
  for (;;) {
    at_ = quote == '"' ? scan::Find<'"', '\\', '\n', '\r'>(at_)
                       : scan::Find<'\'', '\\', '\n', '\r'>(at_);
    if (*at_ == quote) {
      flush();
      token_.value = pool_->Intern(decoded_);
      ++at_;
      return Finish(Token::kString);
    }
    if (*at_ == '\\') {
      flush();
      const char* const escape = at_;
      ++at_;
      token_.escaped = true;
      if (!ReadEscape(false)) return Fail(SyntaxErrorCode::kInvalidEscape, escape, at_);
      chunk = at_;
    } else if (*at_ == 0 && at_ < end_) {
      ++at_;
    } else {
      return Fail(SyntaxErrorCode::kUnterminatedString, from - 1, at_);
    }
  }
}

bool Lexer::ReadEscape(bool in_template) {
  const char c = *at_;
  if (at_ == end_) return false;
  ++at_;
  switch (c) {
    case 'n':
      decoded_ += '\n';
      return true;
    case 't':
      decoded_ += '\t';
      return true;
    case 'r':
      decoded_ += '\r';
      return true;
    case 'b':
      decoded_ += '\b';
      return true;
    case 'v':
      decoded_ += '\v';
      return true;
    case 'f':
      decoded_ += '\f';
      return true;
    case '\r':
      if (*at_ == '\n') ++at_;
      return true;
    case '\n':
      return true;
    case 'x': {
      const int high = HexValue(*at_);
      const int low = high < 0 ? -1 : HexValue(at_[1]);
      if (low < 0) return false;
      at_ += 2;
      AppendUtf8(decoded_, static_cast<char32_t>(high * 16 + low));
      return true;
    }
    case 'u': {
      char32_t value = 0;
      if (!ReadUnicodeEscape(value)) return false;
      AppendWtf8(decoded_, value);
      return true;
    }
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7': {
      if (c == '0' && !scan::Is(*at_, scan::kDigit)) {
        decoded_ += '\0';
        return true;
      }
      if (in_template) return false;
      token_.legacy_octal = true;
      int value = c - '0';
      for (int i = 0; i < 2 && *at_ >= '0' && *at_ <= '7' && value * 8 + (*at_ - '0') < 256;
           ++i, ++at_) {
        value = value * 8 + (*at_ - '0');
      }
      AppendUtf8(decoded_, static_cast<char32_t>(value));
      return true;
    }
    case '8':
    case '9':
      if (in_template) return false;
      token_.legacy_octal = true;
      decoded_ += c;
      return true;
    case '\xE2':
      if (IsLineSeparator(at_ - 1)) {
        at_ += 2;
        return true;
      }
      [[fallthrough]];
    default:
      decoded_ += c;
      return true;
  }
}

void Lexer::RescanTemplate() {
  at_ = begin_ + token_.begin + 1;
  ScanTemplate(at_, Token::kTemplateTail, Token::kTemplateMiddle);
}

void Lexer::ScanTemplate(const char* from, Token whole, Token part) {
  at_ = from;
  token_.not_cooked = false;
  decoded_.clear();
  bool plain = true;
  const char* chunk = from;
  const auto flush = [&] { decoded_.append(chunk, static_cast<std::size_t>(at_ - chunk)); };
  const auto finish = [&](Token kind, unsigned length) {
    if (plain) {
      token_.value = pool_->InternStable({from, static_cast<std::size_t>(at_ - from)});
    } else {
      flush();
      token_.value = token_.not_cooked ? Symbol::kEmpty : pool_->Intern(decoded_);
    }
    at_ += length;
    Finish(kind);
  };
  for (;; ++at_) {
    at_ = scan::Find<'`', '$', '\\', '\r'>(at_);
    switch (*at_) {
      case '`':
        return finish(whole, 1);
      case '$':
        if (at_[1] == '{') return finish(part, 2);
        break;
      case '\r':  // a line break of a template is always \n
        plain = false;
        flush();
        decoded_ += '\n';
        chunk = at_ + (at_[1] == '\n' ? 2 : 1);
        at_ = chunk - 1;
        break;
      case '\\': {
        plain = false;
        flush();
        ++at_;
        const char* const behind = at_;
        if (!ReadEscape(true)) {
          token_.not_cooked = true;
          at_ = behind;  // read the rest as if it were text
        }
        chunk = at_;
        --at_;
        break;
      }
      default:
        if (at_ == end_)
          return Fail(SyntaxErrorCode::kUnterminatedTemplate, begin_ + token_.begin, end_);
        break;
    }
  }
}

}  // namespace js
