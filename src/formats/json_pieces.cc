#include "formats/json_pieces.h"

#include <fmt/format.h>

#include <optional>

namespace formats::json {
namespace {

class Walker {
 public:
  explicit Walker(std::string_view text) : text_(text) {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
  }

  void SkipSpace() {
    while (at_ < text_.size() &&
           (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\r' || text_[at_] == '\t')) {
      ++at_;
    }
  }
  [[nodiscard]] char Peek() {
    SkipSpace();
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool Take(char c) {
    if (Peek() != c) return false;
    ++at_;
    return true;
  }

  /// The text of the value that begins here; nothing when it breaks off.
  std::optional<std::string_view> Value() {
    SkipSpace();
    const std::size_t begin = at_;
    std::size_t depth = 0;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"') {
        if (!SkipString()) return std::nullopt;
        if (depth == 0) return text_.substr(begin, at_ - begin);
        continue;
      }
      if (c == '{' || c == '[') ++depth;
      if (c == '}' || c == ']' || c == ',') {
        if (depth == 0)
          return at_ == begin ? std::nullopt : std::optional(text_.substr(begin, at_ - begin));
        if (c != ',' && --depth == 0) {
          ++at_;
          return text_.substr(begin, at_ - begin);
        }
      }
      ++at_;
    }
    return std::nullopt;
  }

  [[nodiscard]] std::size_t at() const { return at_; }
  [[nodiscard]] std::string_view Since(std::size_t begin) const {
    return text_.substr(begin, at_ - begin);
  }
  [[nodiscard]] tl::unexpected<Error> Broken() const {
    return Fail(fmt::format("the JSON is broken at byte {}", at_),
                "the file may have been cut off: write it anew");
  }

 private:
  bool SkipString() {
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\\') {
        ++at_;
      } else if (text_[at_] == '"') {
        ++at_;
        return true;
      }
    }
    return false;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

Result<void> ForEachPiece(std::string_view text, std::size_t run_bytes,
                          const std::function<bool(std::string_view key)>& splits,
                          const std::function<Result<void>(const Piece&)>& visit) {
  Walker walker(text);
  if (!walker.Take('{')) return walker.Broken();
  if (walker.Take('}')) return {};
  do {
    if (walker.Peek() != '"') return walker.Broken();
    const auto quoted = walker.Value();
    if (!quoted || !walker.Take(':')) return walker.Broken();
    const std::string_view key = quoted->substr(1, quoted->size() - 2);
    if (walker.Peek() != '[' || !splits(key)) {
      const auto value = walker.Value();
      if (!value) return walker.Broken();
      if (auto done = visit({key, *value, false}); !done) return done;
      continue;
    }
    (void)walker.Take('[');
    if (walker.Take(']')) continue;
    walker.SkipSpace();
    std::size_t begin = walker.at();
    while (true) {
      if (!walker.Value()) return walker.Broken();
      const std::string_view run = walker.Since(begin);
      const bool last = walker.Peek() == ']';
      if (last || run.size() >= run_bytes) {
        if (auto done = visit({key, run, true}); !done) return done;
      }
      if (last) break;
      if (!walker.Take(',')) return walker.Broken();
      if (run.size() >= run_bytes) {
        walker.SkipSpace();
        begin = walker.at();
      }
    }
    (void)walker.Take(']');
  } while (walker.Take(','));
  if (!walker.Take('}') || walker.Peek() != '\0') return walker.Broken();
  return {};
}

}  // namespace formats::json
