#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace detect {

/// A place in a card's text while it is read. Spaces are skipped inside one line; inside brackets
/// also line ends and comments, so that a long list may be broken anywhere. Views it gives point
/// into the text it was made with.
class CardCursor {
 public:
  CardCursor(std::string_view text, std::string_view file) : text_(text), file_(file) {}

  [[nodiscard]] std::size_t at() const { return at_; }
  void Seek(std::size_t at) { at_ = at; }
  [[nodiscard]] bool AtEnd() const { return at_ >= text_.size(); }
  [[nodiscard]] std::string_view Text(std::size_t begin, std::size_t end) const {
    return text_.substr(begin, end - begin);
  }

  /// Skips blanks, then says which character comes; '\n' at the end of a line and of the text.
  [[nodiscard]] char Peek();
  /// Skips blanks; takes `literal` when it comes next.
  bool Take(std::string_view literal);
  /// Skips blanks; takes `word` when it comes next and ends there.
  bool TakeWord(std::string_view word);
  /// Skips blanks; takes letters, digits and `_ . - / @ * : +` (no `:` at the end); may be empty.
  [[nodiscard]] std::string_view Word();
  /// As Word, of letters, digits and `_ . -` only: the name of a field, kind, key or severity.
  [[nodiscard]] std::string_view Name();
  /// What is left of the line, trimmed.
  [[nodiscard]] std::string_view RestOfLine();
  /// Takes the line end when it comes next.
  void SkipLineEnd();
  /// Goes to the first line, from here on, that is neither blank nor a comment; gives its
  /// indentation and stands behind it. Call it at the end of a line. At the end of the text: -1.
  [[nodiscard]] int NextLine();

  void EnterBrackets() { ++brackets_; }
  void LeaveBrackets() { --brackets_; }

  /// An error at offset `at`: "FILE:LINE:COLUMN: message".
  [[nodiscard]] tl::unexpected<Error> Wrong(std::size_t at, std::string_view message,
                                            std::string help = {}) const;
  /// What comes next, quoted for a message: a word, a character, or "the end of the line".
  [[nodiscard]] std::string Seen();

 private:
  void SkipBlanks();

  std::string_view text_;
  std::string_view file_;
  std::size_t at_ = 0;
  int brackets_ = 0;
};

}  // namespace detect
