#include "detect/card_cursor.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/span.h"
#include "base/text.h"

namespace detect {

namespace {

bool IsNameByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '.' || c == '-';
}

bool IsWordByte(char c) {
  return IsNameByte(c) || c == '/' || c == '@' || c == '*' || c == ':' || c == '+';
}

}  // namespace

void CardCursor::SkipBlanks() {
  while (at_ < text_.size()) {
    const char c = text_[at_];
    const bool line_end = brackets_ > 0 && c == '\n';
    if (c == ' ' || c == '\t' || c == '\r' || line_end) {
      ++at_;
    } else if (brackets_ > 0 && c == '#') {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else {
      return;
    }
  }
}

char CardCursor::Peek() {
  SkipBlanks();
  return AtEnd() ? '\n' : text_[at_];
}

bool CardCursor::Take(std::string_view literal) {
  SkipBlanks();
  if (!text_.substr(at_).starts_with(literal)) return false;
  at_ += literal.size();
  return true;
}

bool CardCursor::TakeWord(std::string_view word) {
  const std::size_t before = at_;
  if (Word() == word) return true;
  at_ = before;
  return false;
}

std::string_view CardCursor::Word() {
  SkipBlanks();
  const std::size_t begin = at_;
  while (at_ < text_.size() && IsWordByte(text_[at_])) ++at_;
  while (at_ > begin && text_[at_ - 1] == ':') --at_;
  return text_.substr(begin, at_ - begin);
}

std::string_view CardCursor::Name() {
  SkipBlanks();
  const std::size_t begin = at_;
  while (at_ < text_.size() && IsNameByte(text_[at_])) ++at_;
  return text_.substr(begin, at_ - begin);
}

std::string_view CardCursor::RestOfLine() {
  const std::size_t begin = std::min(at_, text_.size());
  at_ = std::min(text_.find('\n', begin), text_.size());
  return Trim(text_.substr(begin, at_ - begin));
}

void CardCursor::SkipLineEnd() {
  if (at_ < text_.size() && text_[at_] == '\n') ++at_;
}

int CardCursor::NextLine() {
  while (at_ < text_.size()) {
    if (text_[at_] == '\n') ++at_;
    const std::size_t begin = at_;
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
    const auto indent = static_cast<int>(at_ - begin);
    const std::size_t first = at_;
    const std::string_view line = RestOfLine();
    if (!line.empty() && line.front() != '#') {
      at_ = first;
      return indent;
    }
  }
  return -1;
}

tl::unexpected<Error> CardCursor::Wrong(std::size_t at, std::string_view message,
                                        std::string help) const {
  const LineTable lines(text_);
  const Position place = lines.Find(text_, static_cast<std::uint32_t>(at));
  return Fail(fmt::format("{}:{}:{}: {}", file_, place.line, place.column, message),
              std::move(help));
}

std::string CardCursor::Seen() {
  if (Peek() == '\n') return "the end of the line";
  const std::size_t before = at_;
  std::string_view word = Word();
  at_ = before;
  if (word.empty()) word = text_.substr(at_, DecodeUtf8(text_, at_).length);
  return Quote(word, 40);
}

}  // namespace detect
