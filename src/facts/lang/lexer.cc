#include "facts/lang/lexer.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"

namespace facts {
namespace {

using Kind = ScriptToken::Kind;

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}
bool IsNameStart(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & 0x80) != 0;
}
bool IsNamePart(char c) {
  return IsNameStart(c) || IsDigit(c);
}
int HexDigit(char c) {
  if (IsDigit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

class Lexer {
 public:
  Lexer(std::string_view text, Language language) : text_(text), language_(language) {}

  ScriptTokens Read() && {
    while (at_ < text_.size()) {
      if (out_.tokens.size() >= limits::kScriptTokens) {
        out_.cut = true;
        break;
      }
      const std::size_t before = at_;
      if (!SkipUnseen()) ReadToken();
      if (at_ == before) ++at_;
    }
    const auto end = static_cast<std::uint32_t>(at_);
    Push(Kind::kEnd, {}, end);
    return std::move(out_);
  }

 private:
  [[nodiscard]] char Peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  [[nodiscard]] bool Sees(std::string_view word) const {
    return text_.substr(at_, word.size()) == word;
  }
  [[nodiscard]] bool Caseless() const { return language_ != Language::kPython; }

  ScriptToken& Push(Kind kind, std::string text, std::uint32_t begin) {
    out_.tokens.push_back({.kind = kind,
                           .text = std::move(text),
                           .span = {.begin = begin, .end = static_cast<std::uint32_t>(at_)},
                           .spaced = spaced_});
    spaced_ = false;
    return out_.tokens.back();
  }
  void SkipLine() { at_ = std::min(text_.find('\n', at_), text_.size()); }
  void SkipPast(std::string_view close) {
    const std::size_t end = text_.find(close, at_);
    at_ = end == std::string_view::npos ? text_.size() : end + close.size();
    spaced_ = true;
  }

  /// White space, comments and continued lines.
  bool SkipUnseen() {
    const char c = Peek();
    if (c == ' ' || c == '\t' || c == '\r' || c == '\f') {
      ++at_;
      spaced_ = true;
      return true;
    }
    switch (language_) {
      case Language::kPython:
        if (c == '#') return SkipLine(), true;
        if (c == '\\' && (Peek(1) == '\n' || (Peek(1) == '\r' && Peek(2) == '\n')))
          return SkipPast("\n"), true;
        return false;
      case Language::kPowerShell:
        if (Sees("<#")) return SkipPast("#>"), true;
        if (c == '#' && (at_ == 0 || !IsNamePart(text_[at_ - 1]))) return SkipLine(), true;
        if (c == '`' && (Peek(1) == '\n' || (Peek(1) == '\r' && Peek(2) == '\n')))
          return SkipPast("\n"), true;
        return false;
      case Language::kVbScript:
        if (c == '\'') return SkipLine(), true;
        if (AtWord("rem")) return SkipLine(), true;
        if (c == '_' && (Peek(1) == '\n' || (Peek(1) == '\r' && Peek(2) == '\n')))
          return SkipPast("\n"), true;
        return false;
      case Language::kAppleScript:
        if (Sees("--") || c == '#') return SkipLine(), true;
        if (Sees("(*")) return SkipPast("*)"), true;
        if (Sees("\xC2\xAC")) return SkipPast("\n"), true;  // the sign for "goes on"
        return false;
    }
    return false;
  }

  [[nodiscard]] bool AtWord(std::string_view word) const {
    const bool starts = at_ == 0 || !IsNamePart(text_[at_ - 1]);
    return starts && EqualsIgnoringCase(text_.substr(at_, word.size()), word) &&
           !IsNamePart(Peek(word.size()));
  }

  void ReadToken() {
    const char c = Peek();
    const auto begin = static_cast<std::uint32_t>(at_);
    if (c == '\n') {
      ++at_;
      if (depth_ == 0 || language_ != Language::kPython) Push(Kind::kLine, {}, begin);
      spaced_ = true;
      return;
    }
    if (c == ';' || (c == ':' && language_ == Language::kVbScript)) {
      ++at_;
      Push(Kind::kLine, {}, begin);
      return;
    }
    if (ReadString()) return;
    const bool sigil = c == '$' && language_ == Language::kPowerShell;
    if (IsNameStart(c) || sigil || (c == '`' && language_ == Language::kPowerShell))
      return ReadName();
    if (IsDigit(c)) return ReadNumber();
    if (c == '(' || c == '[' || c == '{') ++depth_;
    if ((c == ')' || c == ']' || c == '}') && depth_ > 0) --depth_;
    for (const std::string_view pair : {"::", "->", "**", "//", "<<", ">>"}) {
      if (!Sees(pair)) continue;
      at_ += 2;
      Push(Kind::kSign, std::string(pair), begin);
      return;
    }
    ++at_;
    Push(Kind::kSign, std::string(1, c), begin);
  }

  void ReadName() {
    const auto begin = static_cast<std::uint32_t>(at_);
    std::string name;
    if (Peek() == '$') {
      name += '$';
      ++at_;
      if (Peek() == '{') {
        const std::size_t close = text_.find('}', at_);
        const std::size_t end = close == std::string_view::npos ? text_.size() : close;
        name += text_.substr(at_ + 1, end > at_ ? end - at_ - 1 : 0);
        at_ = std::min(end + 1, text_.size());
        Push(Kind::kName, ToLower(name), begin);
        return;
      }
    }
    while (at_ < text_.size()) {
      const char c = Peek();
      // PowerShell: names of commands have dashes, variables a scope, and a backtick inside a word
      // is nothing.
      const bool scope = c == ':' && name.starts_with('$') && IsNameStart(Peek(1));
      const bool dash = c == '-' && language_ == Language::kPowerShell && !name.starts_with('$') &&
                        IsNamePart(Peek(1));
      const bool tick = c == '`' && language_ == Language::kPowerShell;
      if (!IsNamePart(c) && !scope && !dash && !tick) break;
      if (!tick) name += c;
      ++at_;
    }
    if (Caseless()) name = ToLower(name);
    if (!name.empty()) Push(Kind::kName, std::move(name), begin);
  }

  void ReadNumber() {
    const auto begin = static_cast<std::uint32_t>(at_);
    while (at_ < text_.size() && (IsNamePart(Peek()))) ++at_;
    Push(Kind::kNumber, std::string(text_.substr(begin, at_ - begin)), begin);
  }

  bool ReadString() {
    switch (language_) {
      case Language::kPython:
        return ReadPythonString();
      case Language::kPowerShell:
        return ReadPowerShellString();
      case Language::kVbScript:
        return ReadDoubledString('"');
      case Language::kAppleScript:
        return Peek() == '"' && ReadEscapedString();
    }
    return false;
  }

  bool ReadPythonString() {
    std::size_t prefix = 0;
    while (prefix < 3 &&
           std::string_view("rRbBuUfF").find(Peek(prefix)) != std::string_view::npos &&
           Peek(prefix) != '\0')
      ++prefix;
    const char quote = Peek(prefix);
    if (quote != '"' && quote != '\'') return false;
    const auto begin = static_cast<std::uint32_t>(at_);
    const std::string letters = ToLower(text_.substr(at_, prefix));
    const bool raw = letters.find('r') != std::string::npos;
    at_ += prefix;
    const bool triple = Peek(1) == quote && Peek(2) == quote;
    at_ += triple ? 3 : 1;
    std::string value;
    while (at_ < text_.size()) {
      const char c = Peek();
      const bool closes = c == quote && (!triple || (Peek(1) == quote && Peek(2) == quote));
      if (closes) {
        at_ += triple ? 3 : 1;
        break;
      }
      if (c == '\n' && !triple) break;  // a string that is not closed ends with its line
      if (c == '\\' && !raw) {
        ReadEscape(value, letters.find('b') != std::string::npos);
      } else {
        value += c;
        ++at_;
      }
    }
    Push(Kind::kText, std::move(value), begin).interpolated =
        letters.find('f') != std::string::npos;
    return true;
  }

  void ReadEscape(std::string& value, bool bytes) {
    const char kind = Peek(1);
    at_ += 2;
    const auto hex = [&](std::size_t digits) {
      char32_t code = 0;
      for (std::size_t i = 0; i < digits && HexDigit(Peek()) >= 0; ++i, ++at_)
        code = code * 16 + static_cast<char32_t>(HexDigit(Peek()));
      if (bytes || code < 0x80) {
        value += static_cast<char>(static_cast<unsigned char>(code));
      } else {
        AppendUtf8(value, code > 0x10FFFF || (code >= 0xD800 && code < 0xE000) ? 0xFFFD : code);
      }
    };
    switch (kind) {
      case 'n':
        value += '\n';
        return;
      case 't':
        value += '\t';
        return;
      case 'r':
        value += '\r';
        return;
      case '\n':
        return;
      case 'x':
        return hex(2);
      case 'u':
        return hex(4);
      case 'U':
        return hex(8);
      default:
        break;
    }
    if (kind >= '0' && kind <= '7') {
      unsigned code = static_cast<unsigned>(kind - '0');
      for (int i = 0; i < 2 && Peek() >= '0' && Peek() <= '7'; ++i, ++at_)
        code = code * 8 + static_cast<unsigned>(Peek() - '0');
      value += static_cast<char>(static_cast<unsigned char>(code));
      return;
    }
    const bool itself = kind == '\\' || kind == '\'' || kind == '"';
    if (!itself) value += '\\';
    if (kind != '\0') value += kind;
    at_ = std::min(at_, text_.size());
  }

  bool ReadEscapedString() {
    const auto begin = static_cast<std::uint32_t>(at_);
    std::string value;
    ++at_;
    while (at_ < text_.size() && Peek() != '"') {
      if (Peek() == '\\') {
        ReadEscape(value, false);
      } else {
        value += Peek();
        ++at_;
      }
    }
    at_ = std::min(at_ + 1, text_.size());
    Push(Kind::kText, std::move(value), begin);
    return true;
  }

  /// VBScript's strings, and PowerShell's in single quotes: the quote itself is doubled.
  bool ReadDoubledString(char quote) {
    if (Peek() != quote) return false;
    const auto begin = static_cast<std::uint32_t>(at_);
    std::string value;
    ++at_;
    while (at_ < text_.size()) {
      if (Peek() == quote) {
        if (Peek(1) != quote) break;
        ++at_;
      }
      if (Peek() == '\n' && language_ == Language::kVbScript) break;
      value += Peek();
      ++at_;
    }
    if (Peek() == quote) ++at_;
    Push(Kind::kText, std::move(value), begin);
    return true;
  }

  bool ReadPowerShellString() {
    if (Peek() == '@' && (Peek(1) == '\'' || Peek(1) == '"')) return ReadHereString();
    if (Peek() == '\'') return ReadDoubledString('\'');
    if (Peek() != '"') return false;
    const auto begin = static_cast<std::uint32_t>(at_);
    std::string value;
    bool interpolated = false;
    ++at_;
    while (at_ < text_.size()) {
      char c = Peek();
      if (c == '"') {
        if (Peek(1) != '"') break;
        ++at_;
      } else if (c == '`' && at_ + 1 < text_.size()) {
        ++at_;
        c = Peek();
        c = c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c == '0' ? '\0' : c;
      } else if (c == '$') {
        interpolated = true;
      }
      value += c;
      ++at_;
    }
    at_ = std::min(at_ + 1, text_.size());
    Push(Kind::kText, std::move(value), begin).interpolated = interpolated;
    return true;
  }

  bool ReadHereString() {
    const auto begin = static_cast<std::uint32_t>(at_);
    const char quote = Peek(1);
    const std::string close = std::string("\n") + quote + "@";
    const std::size_t start = text_.find('\n', at_);
    const std::size_t end =
        start == std::string_view::npos ? std::string_view::npos : text_.find(close, start);
    const std::size_t stop = std::min(end, text_.size());
    std::string value(start == std::string_view::npos || start + 1 > stop
                          ? std::string_view()
                          : text_.substr(start + 1, stop - start - 1));
    at_ = std::min(stop + close.size(), text_.size());
    Push(Kind::kText, std::move(value), begin).interpolated = quote == '"';
    return true;
  }

  std::string_view text_;
  Language language_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;  ///< of brackets
  bool spaced_ = false;
  ScriptTokens out_;
};

}  // namespace

ScriptTokens Tokenise(std::string_view text, Language language) {
  return Lexer(text, language).Read();
}

}  // namespace facts
