#include "facts/gyp.h"

#include <algorithm>
#include <array>

#include "base/limits.h"
#include "base/text.h"

namespace facts {
namespace {

class GypReader {
 public:
  explicit GypReader(std::string_view text) : text_(text) {}

  GypFile Run() {
    if (text_.size() > limits::kGypBytes) {
      result_.problem = "too-long";
      text_ = text_.substr(0, limits::kGypBytes);
    }
    while (at_ < text_.size() && !stopped_) Step();
    if (!stack_.empty()) Problem("unbalanced");
    return std::move(result_);
  }

 private:
  /// An open bracket.
  struct Level {
    bool dictionary = false;
    std::uint32_t list = 0;
    std::string key;  ///< the last one seen in a dictionary; of a list, the key it stands under
  };

  void Problem(std::string_view problem) {
    if (result_.problem.empty()) result_.problem = problem;
  }

  void Step() {
    const char c = text_[at_];
    if (c == '#') {
      at_ = std::min(text_.size(), text_.find('\n', at_));
    } else if (c == '\'' || c == '"') {
      ReadString(c);
    } else if (c == '{' || c == '[') {
      Open(c == '{');
    } else if (c == '}' || c == ']') {
      Close(c == '}');
    } else if (c == ':') {
      BecomeKey();
      ++at_;
    } else {
      joins_ = joins_ && (c == ' ' || c == '\t' || c == '\n' || c == '\r');
      ++at_;
    }
  }

  void Open(bool dictionary) {
    ++at_;
    joins_ = false;
    if (stack_.size() >= limits::kGypDepth) {
      Problem("too-deep");
      stopped_ = true;
      return;
    }
    const std::string key = stack_.empty() ? std::string() : stack_.back().key;
    const std::uint32_t list = stack_.empty() ? 0 : stack_.back().list;
    stack_.push_back({.dictionary = dictionary, .list = dictionary ? list : ++lists_, .key = key});
  }

  void Close(bool dictionary) {
    ++at_;
    joins_ = false;
    if (stack_.empty() || stack_.back().dictionary != dictionary) {
      Problem("unbalanced");
      return;
    }
    stack_.pop_back();
  }

  void BecomeKey() {
    joins_ = false;
    if (stack_.empty() || !stack_.back().dictionary || result_.strings.empty()) return;
    result_.strings.back().is_key = true;
    stack_.back().key = result_.strings.back().text;
  }

  void ReadString(char quote) {
    const std::size_t begin = at_;
    const std::string three(3, quote);
    const bool triple = text_.substr(at_).starts_with(three);
    at_ += triple ? 3 : 1;
    std::string value;
    bool closed = false;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (triple ? text_.substr(at_).starts_with(three) : c == quote) {
        at_ += triple ? 3 : 1;
        closed = true;
        break;
      }
      if (c == '\n' && !triple) break;
      if (c == '\\' && at_ + 1 < text_.size()) {
        AppendEscape(value, text_[at_ + 1]);
        at_ += 2;
        continue;
      }
      value += c;
      ++at_;
    }
    if (!closed) Problem("unterminated-string");
    Add(std::move(value), {.begin = static_cast<std::uint32_t>(begin),
                           .end = static_cast<std::uint32_t>(std::min(at_, text_.size()))});
  }

  static void AppendEscape(std::string& value, char c) {
    constexpr std::string_view kFrom = "nrt0";
    constexpr std::string_view kTo("\n\r\t\0", 4);
    if (c == '\n') return;
    const std::size_t known = kFrom.find(c);
    value += known == std::string_view::npos ? c : kTo[known];
  }

  /// Adjacent literals are one, as in Python.
  void Add(std::string value, Span span) {
    if (joins_ && !result_.strings.empty()) {
      result_.strings.back().text += value;
      result_.strings.back().span.end = span.end;
      return;
    }
    const Level* const level = stack_.empty() ? nullptr : &stack_.back();
    result_.strings.push_back({.text = std::move(value),
                               .span = span,
                               .key = level == nullptr ? std::string() : level->key,
                               .list = level == nullptr || level->dictionary ? 0 : level->list});
    joins_ = true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool stopped_ = false;
  bool joins_ = false;  ///< only blanks since the last string
  std::uint32_t lists_ = 0;
  std::vector<Level> stack_;
  GypFile result_;
};

constexpr auto kWellKnown = std::to_array<std::string_view>({
    "node -e \"require('nan')\"",
    "node -e \"require('napi-macros')\"",
    "node -p \"require('node-addon-api').gyp\"",
    "node -p \"require('node-addon-api').include\"",
    "node -p \"require('node-addon-api').include_dir\"",
    "node -p \"require('node-addon-api').targets\"",
    "node -p \"require('node-addon-api').gyp_include\"",
});

}  // namespace

GypFile ReadGyp(std::string_view text) {
  return GypReader(text).Run();
}

std::vector<GypExpansion> FindExpansions(std::string_view text) {
  std::vector<GypExpansion> expansions;
  for (std::size_t at = text.find('!'); at != std::string_view::npos; at = text.find('!', at + 1)) {
    if (at == 0 || std::string_view("<>^").find(text[at - 1]) == std::string_view::npos) continue;
    std::size_t open = at + 1;
    if (open < text.size() && text[open] == '@') ++open;
    if (open >= text.size() || text[open] != '(') continue;
    std::size_t depth = 0;
    std::size_t end = open;
    for (; end < text.size(); ++end) {
      if (text[end] == '(') ++depth;
      if (text[end] == ')' && --depth == 0) break;
    }
    expansions.push_back({.op = text.substr(at - 1, open - at + 1),
                          .command = text.substr(open + 1, end - open - 1)});
    at = end;
    if (at >= text.size()) break;
  }
  return expansions;
}

bool IsWellKnownGypCommand(std::string_view command) {
  const auto plain = [](std::string_view text) {
    std::string one;
    for (const char c : text) {
      if (c != ' ' && c != ';') one += c == '"' || c == '`' ? '\'' : c;
    }
    return one;
  };
  const std::string wanted = plain(command);
  return std::any_of(kWellKnown.begin(), kWellKnown.end(),
                     [&](std::string_view known) { return plain(known) == wanted; });
}

}  // namespace facts
