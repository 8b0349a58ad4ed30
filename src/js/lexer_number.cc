// Numbers.
#include "base/text.h"
#include "js/lexer.h"
#include "js/scan.h"
#include "js/unicode.h"

namespace js {

namespace {
bool IsDigit(char c, int radix) {
  if (radix == 16) return scan::Is(c, scan::kHex);
  return c >= '0' && c < '0' + radix;
}
}  // namespace

void Lexer::ScanDigits(int radix) {
  // Digits with single `_` between them; anything else is left to FinishNumber to refuse.
  while (IsDigit(*at_, radix) || (*at_ == '_' && IsDigit(at_[-1], radix) && IsDigit(at_[1], radix)))
    ++at_;
}

void Lexer::ScanNumber() {
  const char* const from = at_;
  if (*at_ == '0') {
    switch (at_[1] | 0x20) {
      case 'x':
        return ScanNumberAfterPrefix(16);
      case 'o':
        return ScanNumberAfterPrefix(8);
      case 'b':
        return ScanNumberAfterPrefix(2);
      default:
        break;
    }
    if (scan::Is(at_[1], scan::kDigit)) {
      token_.legacy_octal = true;
      bool octal = true;
      while (scan::Is(*at_, scan::kDigit)) octal &= *at_++ < '8';
      if (*at_ == '_') return Fail(SyntaxErrorCode::kInvalidNumber, from, at_ + 1);
      if (octal) return FinishNumber();
    } else {
      ++at_;
      if (*at_ == '_') return Fail(SyntaxErrorCode::kInvalidNumber, from, at_ + 1);
    }
  } else if (*at_ != '.') {
    ScanDigits(10);
  }
  if (*at_ == 'n' && !token_.legacy_octal) {
    ++at_;
    FinishNumber();
    if (token_.kind == Token::kNumber) token_.kind = Token::kBigInt;
    return;
  }
  if (*at_ == '.') {
    ++at_;
    if (*at_ == '_') return Fail(SyntaxErrorCode::kInvalidNumber, from, at_ + 1);
    ScanDigits(10);
  }
  if ((*at_ | 0x20) == 'e') {
    ++at_;
    if (*at_ == '+' || *at_ == '-') ++at_;
    if (!scan::Is(*at_, scan::kDigit)) return Fail(SyntaxErrorCode::kInvalidNumber, from, at_);
    ScanDigits(10);
  }
  FinishNumber();
}

void Lexer::ScanNumberAfterPrefix(int radix) {
  const char* const from = at_;
  at_ += 2;
  if (!IsDigit(*at_, radix)) return Fail(SyntaxErrorCode::kInvalidNumber, from, at_);
  ScanDigits(radix);
  if (*at_ == 'n') {
    ++at_;
    FinishNumber();
    if (token_.kind == Token::kNumber) token_.kind = Token::kBigInt;
    return;
  }
  FinishNumber();
}

void Lexer::FinishNumber() {
  const bool runs_on =
      scan::Is(*at_, scan::kNamePart) || *at_ == '\\' ||
      (scan::Is(*at_, scan::kBeyondAscii) && IsIdStart(DecodeUtf8(text(), OffsetOf(at_)).value));
  if (runs_on) return Fail(SyntaxErrorCode::kInvalidNumber, begin_ + token_.begin, at_ + 1);
  Finish(Token::kNumber);
}

}  // namespace js
