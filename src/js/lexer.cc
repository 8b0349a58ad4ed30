#include "js/lexer.h"

#include <array>

#include "base/text.h"
#include "js/scan.h"
#include "js/unicode.h"

namespace js {

Lexer::Lexer(std::string_view text, SymbolPool& pool, std::vector<Comment>& comments)
    : at_(text.data()),
      begin_(text.data()),
      end_(text.data() + text.size()),
      pool_(&pool),
      comments_(&comments) {}

Lexer::Mark Lexer::mark() const {
  return {.at = at_,
          .token = token_,
          .last_end = last_end_,
          .last_begin = last_begin_,
          .comments = comments_->size()};
}

void Lexer::Return(const Mark& mark) {
  at_ = mark.at;
  token_ = mark.token;
  last_end_ = mark.last_end;
  last_begin_ = mark.last_begin;
  comments_->resize(mark.comments);
}

void Lexer::Stop() {
  at_ = end_;
  token_ = {.kind = Token::kEnd, .begin = OffsetOf(end_), .end = OffsetOf(end_)};
}

void Lexer::Restart(std::uint32_t offset) {
  at_ = begin_ + offset;
  token_.end = offset;
  while (!comments_->empty() && comments_->back().span.begin >= offset) comments_->pop_back();
  Next();
}

void Lexer::Fail(SyntaxErrorCode code, const char* from, const char* to) {
  error_ = code;
  error_span_ = {.begin = OffsetOf(from), .end = OffsetOf(to)};
  token_.kind = Token::kError;
  token_.end = OffsetOf(to);
  at_ = to;
}

namespace {
/// By character: the token that it is by itself, whatever follows it.
constexpr auto kSingles = [] {
  std::array<Token, 256> table{};
  table['('] = Token::kLeftParen;
  table[')'] = Token::kRightParen;
  table['{'] = Token::kLeftBrace;
  table['}'] = Token::kRightBrace;
  table['['] = Token::kLeftBracket;
  table[']'] = Token::kRightBracket;
  table[';'] = Token::kSemicolon;
  table[','] = Token::kComma;
  table[':'] = Token::kColon;
  table['~'] = Token::kTilde;
  table['@'] = Token::kAt;
  return table;
}();
}  // namespace

void Lexer::Next() {
  last_begin_ = token_.begin;
  last_end_ = token_.end;
  ClearFlags();
  at_ += *at_ == ' ' ? 1 : 0;  // as so often, and without a guess
  // The most frequent first: names, and what is one character long.
  const char c = *at_;
  if (scan::Is(c, scan::kNameStart)) return ScanName();
  if (const Token single = kSingles[static_cast<unsigned char>(c)]; single != Token::kEnd) {
    token_.begin = OffsetOf(at_++);
    return Finish(single);
  }
  Scan();
}

void Lexer::Scan() {
  for (;;) {
    const char c = *at_;
    if (scan::Is(c, scan::kNameStart)) return ScanName();
    switch (c) {
      case '\n':
        token_.newline_before = true;
        at_ = scan::SkipSpaces(at_ + 1);
        continue;
      case ' ':
        ++at_;
        continue;
      case '\r':
        token_.newline_before = true;
        ++at_;
        continue;
      case '\t':
      case '\v':
      case '\f':
        ++at_;
        continue;
      case '/':
        if (at_[1] == '/') {
          SkipLineComment(Comment::Kind::kLine);
          continue;
        }
        if (at_[1] == '*') {
          SkipBlockComment();
          if (token_.kind == Token::kError) return;
          continue;
        }
        break;
      case '<':
        if (at_[1] == '!' && at_[2] == '-' && at_[3] == '-' && html_comments_) {
          SkipLineComment(Comment::Kind::kHtmlOpen);
          continue;
        }
        break;
      case '-':
        if (at_[1] == '-' && at_[2] == '>' && html_comments_ &&
            (token_.newline_before || last_end_ == 0)) {
          SkipLineComment(Comment::Kind::kHtmlClose);
          continue;
        }
        break;
      case '#':
        if (at_ == begin_ && at_[1] == '!') {
          SkipLineComment(Comment::Kind::kHashbang);
          continue;
        }
        break;
      default:
        break;
    }
    token_.begin = OffsetOf(at_);
    if (const Token single = kSingles[static_cast<unsigned char>(c)]; single != Token::kEnd) {
      ++at_;
      return Finish(single);
    }
    if (ScanPunctuation(c)) return;
    switch (c) {
      case '"':
      case '\'':
        return ScanString(c);
      case '0':
      case '1':
      case '2':
      case '3':
      case '4':
      case '5':
      case '6':
      case '7':
      case '8':
      case '9':
        return ScanNumber();
      case '`':
        ++at_;
        return ScanTemplate(at_, Token::kTemplateWhole, Token::kTemplateHead);
      case '\\':
        return ScanIdentifierSlow(at_);
      case '#':
        return ScanPrivateName();
      case 0:
        if (at_ == end_) {
          token_.kind = Token::kEnd;
          token_.end = token_.begin;
          return;
        }
        return Fail(SyntaxErrorCode::kUnexpectedCharacter, at_, at_ + 1);
      default:
        break;
    }
    if (!scan::Is(c, scan::kBeyondAscii))
      return Fail(SyntaxErrorCode::kUnexpectedCharacter, at_, at_ + 1);
    if (SkipUnicodeSpace()) continue;
    return ScanIdentifierSlow(at_);
  }
}

void Lexer::ScanName() {
  token_.begin = OffsetOf(at_);
  const char* const to = scan::NameEnd(at_ + 1);
  if (*to == '\\' || scan::Is(*to, scan::kBeyondAscii)) [[unlikely]]
    return ScanIdentifierSlow(at_);
  const Symbol name = pool_->InternPadded({at_, static_cast<std::size_t>(to - at_)});
  token_.value = name;
  token_.end = OffsetOf(to);
  at_ = to;
  token_.kind = name <= names::kLastKeyword
                    ? static_cast<Token>(static_cast<std::uint32_t>(Token::kBreak) +
                                         static_cast<std::uint32_t>(name) - 1)
                    : Token::kIdentifier;
}

bool Lexer::SkipUnicodeSpace() {
  const CodePoint c = DecodeUtf8(text(), OffsetOf(at_));
  if (IsLineTerminator(c.value)) {
    token_.newline_before = true;
  } else if (!IsWhiteSpace(c.value)) {
    return false;
  }
  at_ += c.length;
  return true;
}

void Lexer::SkipLineComment(Comment::Kind kind) {
  const char* const from = at_;
  for (;;) {
    at_ = scan::Find<'\n', '\r', '\xE2', '\n'>(at_);
    if (*at_ == '\xE2' && !(at_[1] == '\x80' && (at_[2] == '\xA8' || at_[2] == '\xA9'))) {
      ++at_;
    } else if (*at_ == 0 && at_ < end_) {
      ++at_;
    } else {
      break;
    }
  }
  comments_->push_back({.span = {.begin = OffsetOf(from), .end = OffsetOf(at_)}, .kind = kind});
}

void Lexer::SkipBlockComment() {
  const char* const from = at_;
  at_ += 2;
  token_.kind = Token::kEnd;
  for (;;) {
    // Once a line break is seen only the end matters.
    at_ = token_.newline_before ? scan::Find<'*', '*', '*', '*'>(at_)
                                : scan::Find<'*', '\n', '\r', '\xE2'>(at_);
    switch (*at_) {
      case '*':
        if (*++at_ != '/') continue;
        ++at_;
        comments_->push_back({.span = {.begin = OffsetOf(from), .end = OffsetOf(at_)},
                              .kind = Comment::Kind::kBlock});
        return;
      case 0:
        if (at_ < end_) break;
        token_.begin = OffsetOf(from);
        return Fail(SyntaxErrorCode::kUnterminatedComment, from, end_);
      case '\xE2':
        if (at_[1] == '\x80' && (at_[2] == '\xA8' || at_[2] == '\xA9'))
          token_.newline_before = true;
        break;
      default:
        token_.newline_before = true;
        break;
    }
    ++at_;
  }
}

bool Lexer::ScanPunctuation(char c) {
  // `token` is `length` characters long.
  const auto take = [this](Token token, unsigned length) {
    at_ += length;
    Finish(token);
    return true;
  };
  switch (c) {
    case '.':
      if (at_[1] == '.' && at_[2] == '.') return take(Token::kEllipsis, 3);
      if (scan::Is(at_[1], scan::kDigit)) {
        ScanNumber();
        return true;
      }
      return take(Token::kDot, 1);
    case '=':
      if (at_[1] == '=')
        return at_[2] == '=' ? take(Token::kStrictEqual, 3) : take(Token::kEqual, 2);
      return at_[1] == '>' ? take(Token::kArrow, 2) : take(Token::kAssign, 1);
    case '!':
      if (at_[1] == '=')
        return at_[2] == '=' ? take(Token::kStrictNotEqual, 3) : take(Token::kNotEqual, 2);
      return take(Token::kBang, 1);
    case '?':
      if (at_[1] == '?')
        return at_[2] == '=' ? take(Token::kNullishAssign, 3) : take(Token::kNullish, 2);
      if (at_[1] == '.' && !scan::Is(at_[2], scan::kDigit)) return take(Token::kQuestionDot, 2);
      return take(Token::kQuestion, 1);
    case '&':
      if (at_[1] == '&') return at_[2] == '=' ? take(Token::kAndAssign, 3) : take(Token::kAnd, 2);
      return at_[1] == '=' ? take(Token::kAmpersandAssign, 2) : take(Token::kAmpersand, 1);
    case '|':
      if (at_[1] == '|') return at_[2] == '=' ? take(Token::kOrAssign, 3) : take(Token::kOr, 2);
      return at_[1] == '=' ? take(Token::kBarAssign, 2) : take(Token::kBar, 1);
    case '+':
      if (at_[1] == '+') return take(Token::kPlusPlus, 2);
      return at_[1] == '=' ? take(Token::kPlusAssign, 2) : take(Token::kPlus, 1);
    case '-':
      if (at_[1] == '-') return take(Token::kMinusMinus, 2);
      return at_[1] == '=' ? take(Token::kMinusAssign, 2) : take(Token::kMinus, 1);
    case '*':
      if (at_[1] == '*')
        return at_[2] == '=' ? take(Token::kStarStarAssign, 3) : take(Token::kStarStar, 2);
      return at_[1] == '=' ? take(Token::kStarAssign, 2) : take(Token::kStar, 1);
    case '/':
      return at_[1] == '=' ? take(Token::kSlashAssign, 2) : take(Token::kSlash, 1);
    case '%':
      return at_[1] == '=' ? take(Token::kPercentAssign, 2) : take(Token::kPercent, 1);
    case '^':
      return at_[1] == '=' ? take(Token::kCaretAssign, 2) : take(Token::kCaret, 1);
    case '<':
      if (at_[1] == '<')
        return at_[2] == '=' ? take(Token::kShiftLeftAssign, 3) : take(Token::kShiftLeft, 2);
      return at_[1] == '=' ? take(Token::kLessEqual, 2) : take(Token::kLess, 1);
    case '>':
      if (at_[1] == '>') {
        if (at_[2] == '>') {
          return at_[3] == '=' ? take(Token::kShiftRightUnsignedAssign, 4)
                               : take(Token::kShiftRightUnsigned, 3);
        }
        return at_[2] == '=' ? take(Token::kShiftRightAssign, 3) : take(Token::kShiftRight, 2);
      }
      return at_[1] == '=' ? take(Token::kGreaterEqual, 2) : take(Token::kGreater, 1);
    default:
      return false;
  }
}

void Lexer::SplitGreater() {
  at_ = begin_ + token_.begin + 1;
  Finish(Token::kGreater);
}

void Lexer::SplitLess() {
  at_ = begin_ + token_.begin + 1;
  Finish(Token::kLess);
}

void Lexer::RescanRegExp() {
  const char* const from = begin_ + token_.begin;
  at_ = from + 1;
  bool in_class = false;
  for (;; ++at_) {
    const char c = *at_;
    if (c == '\n' || c == '\r' || (c == 0 && at_ == end_)) break;
    if (c == '\xE2' && at_[1] == '\x80' && (at_[2] == '\xA8' || at_[2] == '\xA9')) break;
    if (c == '\\') {
      ++at_;
      const char d = *at_;
      if (d == '\n' || d == '\r' || (d == 0 && at_ == end_)) break;
      if (d == '\xE2' && at_[1] == '\x80' && (at_[2] == '\xA8' || at_[2] == '\xA9')) break;
    } else if (c == '[') {
      in_class = true;
    } else if (c == ']') {
      in_class = false;
    } else if (c == '/' && !in_class) {
      ++at_;
      const char* const flags = at_;
      while (scan::Is(*at_, scan::kNamePart)) ++at_;
      if (*at_ == '\\') return Fail(SyntaxErrorCode::kRegExpFlags, flags, at_ + 1);
      if (scan::Is(*at_, scan::kBeyondAscii) &&
          IsIdContinue(DecodeUtf8(text(), OffsetOf(at_)).value)) {
        return Fail(SyntaxErrorCode::kRegExpFlags, flags, at_ + 1);
      }
      return Finish(Token::kRegExp);
    }
  }
  Fail(SyntaxErrorCode::kUnterminatedRegExp, from, at_);
}

}  // namespace js
