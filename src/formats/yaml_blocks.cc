#include <algorithm>
#include <cstring>

#include "base/text.h"
#include "formats/yaml.h"
#include "formats/yaml_scalar.h"

// Lockfiles are YAML of one plain style: mappings and lists in blocks, scalars on one line. Read
// here in one pass, four times faster than through libyaml (bench/inventory/RESULTS.md). What is
// not surely of that style, wrong or merely unusual, is left to libyaml: this reader never reports
// an error, and never reads what libyaml would refuse. yaml_test.cc and the fuzz target hold the
// two together.

namespace formats::yaml {
namespace {

constexpr std::size_t kKeyBytes = 1000;  ///< libyaml takes 1024 characters
constexpr std::size_t kFlowDepth = 8;

/// Bytes that mean something of their own in YAML, or nothing at all: tabs, carriage returns,
/// control characters, characters that some versions take for line ends.
bool IsPlainText(std::string_view text) {
  bool ascii = true;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && c != '\n') || byte == 0x7F) return false;
    ascii = ascii && byte < 0x80;
  }
  if (ascii) return true;
  if (!IsUtf8(text)) return false;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = DecodeUtf8(text, at);
    at += point.length;
    const bool odd = (point.value >= 0x80 && point.value < 0xA0) || point.value == 0x2028 ||
                     point.value == 0x2029 || point.value == 0xFEFF ||
                     (point.value & 0xFFFEU) == 0xFFFEU;
    if (odd) return false;
  }
  return true;
}

class BlockReader {
 public:
  BlockReader(std::string_view text, const Limits& limits)
      : limits_(limits), composer_(text), text_(composer_.text()) {}

  std::optional<json::Document> Read() {
    composer_.BeginArray(0);
    while (at_ < text_.size()) {
      if (!ReadLine()) return std::nullopt;
    }
    if (in_document_) CloseDocument();
    composer_.End();
    return std::move(composer_).Finish();
  }

 private:
  /// A mapping or list that is still open, and how far its lines are indented.
  struct Open {
    std::size_t indent;
    bool is_map;
    bool awaits_value;  ///< a key or `-` stood alone: its value begins on a later line
  };

  // Lines

  bool ReadLine() {
    const std::size_t begin = at_;
    end_ = std::min(text_.find('\n', begin), text_.size());
    std::size_t at = begin;
    while (at < end_ && text_[at] == ' ') ++at;
    if (at == end_ || text_[at] == '#') {
      at_ = end_ + 1;
      return true;
    }
    at_ = at;
    const std::size_t indent = at - begin;
    if (indent == 0) {
      const std::string_view line = text_.substr(at, end_ - at);
      if (line == "---") return StartDocument();
      if (line.starts_with("---") || line.starts_with("...") || line.starts_with('%')) return false;
    }
    in_document_ = true;
    const bool is_entry = IsEntry();
    if (!Indent(indent, is_entry)) return false;
    const bool read = is_entry ? ReadEntry(indent) : ReadPair();
    if (!read) return false;
    at_ = std::max(at_, end_ + 1);
    return true;
  }

  bool StartDocument() {
    if (in_document_) CloseDocument();
    in_document_ = true;
    at_ = end_ + 1;
    return true;
  }

  void CloseDocument() {
    if (open_.empty()) composer_.Null(Here());
    while (!open_.empty()) Close();
    in_document_ = false;
  }

  /// `- ` or a lone `-`.
  [[nodiscard]] bool IsEntry() const {
    return text_[at_] == '-' && (at_ + 1 == end_ || text_[at_ + 1] == ' ');
  }

  /// Closes what ends above this line and opens what begins with it.
  bool Indent(std::size_t indent, bool is_entry) {
    if (open_.empty()) return Begin(indent, is_entry);
    if (open_.back().awaits_value) {
      const Open& top = open_.back();
      const bool deeper = indent > top.indent || (indent == top.indent && top.is_map && is_entry);
      if (deeper) {
        open_.back().awaits_value = false;
        return Begin(indent, is_entry);
      }
    }
    while (!open_.empty() && (open_.back().indent > indent ||
                              (open_.back().indent == indent && !open_.back().is_map && !is_entry)))
      Close();
    if (open_.empty() || open_.back().indent != indent || open_.back().is_map == is_entry) {
      return false;
    }
    SettleMissingValue();
    return true;
  }

  bool Begin(std::size_t indent, bool is_entry) {
    // A second thing at the top of one document is an error that libyaml tells of.
    if (open_.empty() && composer_.depth() == 1 && has_root_) return false;
    has_root_ = true;
    if (open_.size() + kFlowDepth >= limits_.depth || !Count()) return false;
    if (is_entry) {
      composer_.BeginArray(Here());
    } else {
      composer_.BeginObject(Here());
    }
    open_.push_back({.indent = indent, .is_map = !is_entry, .awaits_value = false});
    return true;
  }

  void SettleMissingValue() {
    if (!open_.back().awaits_value) return;
    open_.back().awaits_value = false;
    composer_.Null(Here());
  }

  void Close() {
    SettleMissingValue();
    composer_.End();
    open_.pop_back();
    if (open_.empty()) has_root_ = false;
  }

  // What stands on a line

  bool ReadEntry(std::size_t indent) {
    while (true) {
      ++at_;
      ++indent;
      while (at_ < end_ && text_[at_] == ' ') {
        ++at_;
        ++indent;
      }
      if (IsLineOver()) {
        open_.back().awaits_value = true;
        return Count();
      }
      const bool is_entry = IsEntry();
      if (!is_entry && FindKey().length == 0) return ReadValue();
      if (!Begin(indent, is_entry)) return false;
      if (!is_entry) return ReadPair();
    }
  }

  struct Key {
    std::string_view text;
    std::size_t length = 0;  ///< with quotes; 0 when there is none
  };

  /// The key that a line goes on with.
  [[nodiscard]] Key FindKey() const {
    const std::string_view line = text_.substr(at_, end_ - at_);
    const char first = line.front();
    if (first == '\'' || first == '"') {
      const std::size_t close = line.find(first, 1);
      if (close == std::string_view::npos || !EndsKey(line, close + 1)) return {};
      const std::string_view inside = line.substr(1, close - 1);
      if (first == '"' && inside.find('\\') != std::string_view::npos) return {};
      return {.text = inside, .length = close + 1};
    }
    if (!MayBeginPlain(line)) return {};
    for (std::size_t colon = line.find(':'); colon != std::string_view::npos;
         colon = line.find(':', colon + 1)) {
      if (!EndsKey(line, colon)) continue;
      const std::string_view text = line.substr(0, colon);
      if (text.ends_with(' ') || text.find(" #") != std::string_view::npos) return {};
      return {.text = text, .length = colon};
    }
    return {};
  }

  static bool EndsKey(std::string_view line, std::size_t at) {
    return at < line.size() && line[at] == ':' && (at + 1 == line.size() || line[at + 1] == ' ');
  }

  static bool MayBeginPlain(std::string_view rest) {
    constexpr std::string_view kIndicators = ",[]{}#&*!|>'\"%@`";
    const char first = rest.front();
    if (kIndicators.find(first) != std::string_view::npos) return false;
    const bool is_mark = first == '-' || first == '?' || first == ':';
    return !is_mark || (rest.size() > 1 && rest[1] != ' ' && first == '-');
  }

  bool ReadPair() {
    const Key key = FindKey();
    if (key.length == 0 || key.length > kKeyBytes || !Count()) return false;
    composer_.Key(key.text, Here());
    at_ += key.length + 1;
    while (at_ < end_ && text_[at_] == ' ') ++at_;
    if (IsLineOver()) {
      open_.back().awaits_value = true;
      return Count();
    }
    return ReadValue();
  }

  /// True at the end of the line or at a comment with a blank before it.
  [[nodiscard]] bool IsLineOver() const {
    return at_ >= end_ || (text_[at_] == '#' && at_ > 0 && text_[at_ - 1] == ' ');
  }

  bool FinishLine() {
    const std::size_t from = at_;
    while (at_ < end_ && text_[at_] == ' ') ++at_;
    return at_ >= end_ || (text_[at_] == '#' && at_ > from);
  }

  bool ReadValue() {
    if (!Count()) return false;
    switch (text_[at_]) {
      case '\'':
      case '"':
        return ReadQuoted() && FinishLine();
      case '{':
      case '[':
        return ReadFlow(1) && FinishLine();
      case '|':
        return ReadLiteral();
      default:
        return ReadPlain();
    }
  }

  bool ReadPlain() {
    std::string_view rest = text_.substr(at_, end_ - at_);
    if (!MayBeginPlain(rest)) return false;
    rest = rest.substr(0, rest.find(" #"));
    while (rest.ends_with(' ')) rest.remove_suffix(1);
    if (rest.find(": ") != std::string_view::npos || rest.ends_with(':')) return false;
    PutPlain(composer_, rest, Here());
    at_ = end_;
    return true;
  }

  bool ReadQuoted() {
    const char quote = text_[at_];
    const std::uint32_t offset = Here();
    const std::string_view line = text_.substr(at_, end_ - at_);
    std::size_t close = line.find(quote, 1);
    bool doubled = false;
    while (quote == '\'' && close + 1 < line.size() && line[close + 1] == '\'') {
      doubled = true;
      close = line.find(quote, close + 2);
      if (close == std::string_view::npos) return false;
    }
    if (close == std::string_view::npos) return false;
    const std::string_view inside = line.substr(1, close - 1);
    if (quote == '"' && inside.find('\\') != std::string_view::npos) return false;
    at_ += close + 1;
    composer_.String(doubled ? composer_.Copy(ReplaceAll(std::string(inside), "''", "'")) : inside,
                     offset);
    return true;
  }

  /// `|` and `|-`: the lines below, as they are.
  bool ReadLiteral() {
    const std::uint32_t offset = Here();
    const std::string_view header = text_.substr(at_, end_ - at_);
    const bool strip = header == "|-";
    if (!strip && header != "|") return false;
    std::string value;
    std::size_t indent = 0;
    at_ = end_ + 1;
    while (at_ < text_.size()) {
      const std::size_t end = std::min(text_.find('\n', at_), text_.size());
      const std::string_view line = text_.substr(at_, end - at_);
      const std::size_t first = line.find_first_not_of(' ');
      if (indent == 0) {
        // Empty lines in front have rules of their own.
        if (first == std::string_view::npos || first <= open_.back().indent) return false;
        indent = first;
      }
      if (first != std::string_view::npos && first < indent) break;
      if (end == text_.size()) return false;
      value.append(line.substr(std::min(indent, line.size()))).append("\n");
      at_ = end + 1;
    }
    if (indent == 0) return false;
    const std::size_t length = value.find_last_not_of('\n');
    if (length == std::string::npos) return false;
    value.resize(length + (strip ? 1 : 2));
    composer_.String(composer_.Copy(value), offset);
    end_ = at_ - 1;
    return true;
  }

  /// `{a: b}` and `[a, b]` on one line.
  bool ReadFlow(std::size_t depth) {
    if (depth > kFlowDepth) return false;
    const bool is_map = text_[at_] == '{';
    const char close = is_map ? '}' : ']';
    if (is_map) {
      composer_.BeginObject(Here());
    } else {
      composer_.BeginArray(Here());
    }
    ++at_;
    SkipBlanks();
    while (at_ < end_ && text_[at_] != close) {
      if (!Count() || (is_map && !ReadFlowKey())) return false;
      if (at_ >= end_ || !Count() || !ReadFlowValue(depth)) return false;
      SkipBlanks();
      if (at_ >= end_) return false;
      if (text_[at_] == close) break;
      if (text_[at_] != ',') return false;
      ++at_;
      SkipBlanks();
      if (at_ < end_ && text_[at_] == close) return false;
    }
    if (at_ >= end_) return false;
    ++at_;
    composer_.End();
    return true;
  }

  void SkipBlanks() {
    while (at_ < end_ && text_[at_] == ' ') ++at_;
  }

  bool ReadFlowKey() {
    const std::string_view line = text_.substr(at_, end_ - at_);
    std::string_view key;
    std::size_t length = 0;
    if (line.front() == '\'' || line.front() == '"') {
      const std::size_t close = line.find(line.front(), 1);
      if (close == std::string_view::npos) return false;
      key = line.substr(1, close - 1);
      length = close + 1;
      if (line.front() == '"' && key.find('\\') != std::string_view::npos) return false;
    } else {
      key = FlowPlain(line);
      length = key.size();
    }
    if (length == 0 || length > kKeyBytes || !line.substr(length).starts_with(": ")) return false;
    composer_.Key(key, Here());
    at_ += length + 2;
    SkipBlanks();
    return true;
  }

  bool ReadFlowValue(std::size_t depth) {
    const char first = text_[at_];
    if (first == '{' || first == '[') return ReadFlow(depth + 1);
    if (first == '\'' || first == '"') {
      if (!ReadQuoted()) return false;
      return at_ < end_ && text_[at_] != ':';
    }
    const std::string_view plain = FlowPlain(text_.substr(at_, end_ - at_));
    if (plain.empty()) return false;
    PutPlain(composer_, plain, Here());
    at_ += plain.size();
    return true;
  }

  /// A plain scalar within a flow collection; empty when it is not surely one.
  static std::string_view FlowPlain(std::string_view rest) {
    if (!MayBeginPlain(rest)) return {};
    std::size_t length = 0;
    while (length < rest.size() && rest[length] != ',' && rest[length] != '}' &&
           rest[length] != ']') {
      const char c = rest[length];
      if (c == '{' || c == '[' || c == '?' || c == '#') return {};
      if (c == ':') {
        if (length + 1 == rest.size()) return {};
        const char next = rest[length + 1];
        if (next == ' ') break;
        if (next == ',' || next == '}' || next == ']' || next == '{' || next == '[') return {};
      }
      ++length;
    }
    rest = rest.substr(0, length);
    while (rest.ends_with(' ')) rest.remove_suffix(1);
    return rest;
  }

  [[nodiscard]] std::uint32_t Here() const {
    return static_cast<std::uint32_t>(std::min(at_, text_.size()));
  }
  bool Count() { return ++values_ <= limits_.values; }

  const Limits& limits_;
  json::Composer composer_;
  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t end_ = 0;  ///< of the line
  std::vector<Open> open_;
  bool in_document_ = false;
  bool has_root_ = false;
  std::size_t values_ = 0;
};

}  // namespace

std::optional<json::Document> ParseBlocks(std::string_view text, const Limits& limits) {
  if (!IsPlainText(text)) return std::nullopt;
  return BlockReader(text, limits).Read();
}

}  // namespace formats::yaml
