#include "formats/jsonc.h"

#include <algorithm>
#include <string>

namespace formats::jsonc {
namespace {

/// Turns comments and needless commas into blanks: what is left is JSON of the same offsets.
class Blanker {
 public:
  explicit Blanker(std::string_view text) : text_(text) {}

  std::string Run() && {
    while (at_ < text_.size()) Step();
    return std::move(text_);
  }

 private:
  void Step() {
    const char c = text_[at_];
    if (c == '"') {
      SkipString();
      comma_ = std::string::npos;
    } else if (c == '/' && at_ + 1 < text_.size() && text_[at_ + 1] == '/') {
      Blank(std::min(text_.find('\n', at_), text_.size()));
    } else if (c == '/' && at_ + 1 < text_.size() && text_[at_ + 1] == '*') {
      const std::size_t close = text_.find("*/", at_ + 2);
      // A comment without end stays, and is the syntax error that it is.
      if (close == std::string::npos) {
        at_ = text_.size();
      } else {
        Blank(close + 2);
      }
    } else {
      if ((c == '}' || c == ']') && comma_ != std::string::npos) text_[comma_] = ' ';
      const bool is_blank = c == ' ' || c == '\n' || c == '\r' || c == '\t';
      if (c == ',' && may_end_) {
        comma_ = at_;
      } else if (!is_blank) {
        comma_ = std::string::npos;
      }
      if (!is_blank) may_end_ = c != ',' && c != '{' && c != '[' && c != ':';
      ++at_;
    }
  }

  void SkipString() {
    may_end_ = true;
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\') ++at_;
    }
    at_ = std::min(at_ + 1, text_.size());
  }

  void Blank(std::size_t end) {
    for (; at_ < end; ++at_) {
      if (text_[at_] != '\n' && text_[at_] != '\r') text_[at_] = ' ';
    }
  }

  std::string text_;
  std::size_t at_ = 0;
  std::size_t comma_ = std::string::npos;  ///< the last token, when it was a comma after a value
  bool may_end_ = false;                   ///< the last token ended a value
};

}  // namespace

tl::expected<json::Document, SyntaxError> Parse(std::string_view text, const json::Limits& limits) {
  // Too long a text is told of before it is copied.
  if (text.size() > std::min(limits.bytes, limits::kJsonBytes)) return json::Parse(text, limits);
  return json::Parse(Blanker(text).Run(), limits);
}

}  // namespace formats::jsonc
