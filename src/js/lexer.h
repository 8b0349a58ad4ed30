#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/symbol.h"
#include "js/parse.h"
#include "js/token.h"

namespace js {

/// Zero bytes behind the text, so that the lexer may look ahead and load words without asking for
/// the end.
inline constexpr std::size_t kPadding = 64;

/// One token. `value` is the name, the string's value or the template's cooked text.
struct Lexeme {
  Token kind = Token::kEnd;
  bool newline_before = false;
  bool escaped = false;       ///< identifier with \u, string with any escape or line continuation
  bool legacy_octal = false;  ///< number 017 or 09, string with \1 or \8
  bool not_cooked = false;    ///< template whose escape is malformed
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  Symbol value = Symbol::kEmpty;
};

/// Text to tokens, one at a time. Whether `/` begins a regular expression, `}` continues a template
/// or `<` begins a tag is the parser's knowledge: it asks for those by a Rescan or Scan call when
/// it stands at such a token.
class Lexer {
 public:
  /// `text` is followed by kPadding zero bytes. Names and values go to `pool`, comments to
  /// `comments`; both and the text outlive the lexer.
  Lexer(std::string_view text, SymbolPool& pool, std::vector<Comment>& comments);

  [[nodiscard]] const Lexeme& token() const { return token_; }
  /// Why the token is kError.
  [[nodiscard]] SyntaxErrorCode error() const { return error_; }
  [[nodiscard]] Span error_span() const { return error_span_; }

  void Next();
  /// The token is `/` or `/=` and an operand is due: reads the regular expression.
  void RescanRegExp();
  /// The token is `}` of a substitution: reads the template on.
  void RescanTemplate();
  /// The token begins with `>` and one `>` is due: leaves the rest for the next.
  void SplitGreater();
  /// The token is `<<` and one `<` is due.
  void SplitLess();
  /// JSX: behind the token (`>` or `}`) text follows, up to `<`, `{` or the end: reads it as
  /// kJsxText, or the token behind it when there is none.
  void ScanJsxText();
  /// JSX: behind the token `=` an attribute's value follows: a string without escapes, or any other
  /// token.
  void NextJsxValue();
  /// JSX: the token is a name: takes in the dashes and what they join.
  void ExtendJsxName();

  /// A place to come back to.
  struct Mark {
    const char* at = nullptr;
    Lexeme token;
    std::uint32_t last_end = 0;
    std::uint32_t last_begin = 0;
    std::size_t comments = 0;
  };
  [[nodiscard]] Mark mark() const;
  void Return(const Mark& mark);
  /// From here every token is kEnd, until Return or Restart.
  void Stop();
  /// The next token is looked for from here on.
  void SkipTo(std::uint32_t offset) { at_ = begin_ + offset; }
  /// Goes on reading at an offset, as after a statement.
  void Restart(std::uint32_t offset);

  [[nodiscard]] std::string_view text() const {
    return {begin_, static_cast<std::size_t>(end_ - begin_)};
  }
  [[nodiscard]] std::uint32_t last_end() const { return last_end_; }
  [[nodiscard]] std::uint32_t last_begin() const { return last_begin_; }
  /// Modules have no HTML-like comments.
  void ForbidHtmlComments() { html_comments_ = false; }
  [[nodiscard]] std::uint32_t OffsetOf(const char* at) const {
    return static_cast<std::uint32_t>(at - begin_);
  }

 protected:
  void ClearFlags() { token_.newline_before = token_.escaped = token_.legacy_octal = false; }
  void Scan();
  void ScanName();
  void SkipBlockComment();
  void SkipLineComment(Comment::Kind kind);
  bool SkipUnicodeSpace();
  [[nodiscard]] Symbol InternJsxText(std::string_view text);
  void ScanIdentifierSlow(const char* from);
  void ScanPrivateName();
  void ScanString(char quote);
  void ScanStringSlow(char quote, const char* from);
  void ScanTemplate(const char* from, Token whole, Token part);
  void ScanNumber();
  void ScanNumberAfterPrefix(int radix);
  void ScanDigits(int radix);
  void FinishNumber();
  bool ScanPunctuation(char c);
  void Fail(SyntaxErrorCode code, const char* from, const char* to);
  void Finish(Token kind) {
    token_.kind = kind;
    token_.end = OffsetOf(at_);
  }
  /// Reads the escape after a backslash at `at_` into `decoded_`. False when it is malformed.
  bool ReadEscape(bool in_template);
  bool ReadUnicodeEscape(char32_t& value);

  const char* at_ = nullptr;
  Lexeme token_;
  std::uint32_t last_end_ = 0;  ///< end of the token before
  std::uint32_t last_begin_ = 0;
  const char* begin_ = nullptr;
  const char* end_ = nullptr;
  SymbolPool* pool_ = nullptr;
  std::vector<Comment>* comments_ = nullptr;
  std::string decoded_;
  SyntaxErrorCode error_ = SyntaxErrorCode::kUnexpectedToken;
  Span error_span_;
  bool html_comments_ = true;
};

}  // namespace js
