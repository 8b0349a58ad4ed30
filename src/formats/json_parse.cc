#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <memory>
#include <string>

#include "base/text.h"
#include "formats/json.h"
#include "formats/json_composer.h"

// simdjson's first stage finds where every token begins (and checks UTF-8 and control characters)
// at several GB/s. Its own second stages keep neither the offsets nor the repeated keys that
// findings need, and refuse lone surrogates that npm takes; so the second stage here is ours,
// without recursion.

namespace formats::json {
namespace {

using Tokenizer = simdjson::internal::dom_parser_implementation;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// Where and why; becomes a SyntaxError once, at the edge.
struct Fault {
  std::uint32_t offset = 0;
  std::string message;
  std::string help;
};

bool IsSpace(char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}
bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

int HexValue(char c) {
  if (IsDigit(c)) return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

std::string ReplaceMalformed(std::string_view text) {
  std::string repaired;
  repaired.reserve(text.size() + text.size() / 16);
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = DecodeUtf8(text, at);
    AppendUtf8(repaired, point.value);
    at += point.length;
  }
  return repaired;
}

std::string HelpFor(std::string_view rest) {
  if (rest.starts_with("<<<<<<<") || rest.starts_with("=======") || rest.starts_with(">>>>>>>")) {
    return "resolve the merge conflict that was left in the file";
  }
  if (rest.starts_with("//") || rest.starts_with("/*")) return "remove the comment: JSON has none";
  if (rest.starts_with('\'')) return "write names and texts in double quotes";
  if (rest.starts_with('}') || rest.starts_with(']')) return "remove the comma in front of it";
  return "correct the file, or write it anew with the program that made it";
}

/// For when the first stage refused the text without saying where: the first string that holds a
/// control character or never ends.
Fault FindBadString(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '"') continue;
    const std::size_t opened = at;
    for (++at; at < text.size() && text[at] != '"'; ++at) {
      if (text[at] == '\\') {
        ++at;
      } else if (static_cast<unsigned char>(text[at]) < 0x20) {
        return {.offset = static_cast<std::uint32_t>(at),
                .message =
                    fmt::format("control character {} inside a string", Quote(text.substr(at, 1))),
                .help = "write it as an escape, such as `\\n`"};
      }
    }
    if (at >= text.size()) {
      return {.offset = static_cast<std::uint32_t>(opened),
              .message = "a string begins here and never ends",
              .help = "the file may have been cut off: write it anew"};
    }
  }
  return {.offset = 0, .message = "no JSON value", .help = HelpFor(text)};
}

}  // namespace

/// The second stage: tokens to values. Members and elements of the containers that are still open
/// wait on two stacks; a container that closes moves its own into the arena.
class Builder {
 public:
  static tl::expected<Document, SyntaxError> Build(std::string_view input, const Limits& limits);
  static std::optional<std::string> FindObjectText(std::string_view input, std::string_view object,
                                                   std::string_view member);

 private:
  struct Frame {
    bool is_object;
    std::uint32_t offset;
    std::size_t first;  ///< where its members or elements begin on their stack
  };

  explicit Builder(const Limits& limits) : limits_(limits) {}

  bool Tokenize();
  bool Run();
  bool SkipValue();
  bool EnterMember(std::string_view name);
  bool ReadScalar(Value& value);
  bool ReadNumber(Value& value);
  bool ReadWord(std::string_view word, Kind kind, Value& value);
  bool ReadString(std::string_view& text);
  bool Unescape(std::string_view raw, std::uint32_t offset, std::string_view& text);
  bool ReadEscape(std::string_view raw, std::size_t& at);
  bool ReadKey();
  bool Open(bool is_object);
  Value Close();
  Value CloseObject(const Frame& frame);
  bool AtEndOfToken(std::size_t at);
  bool FailAt(std::size_t offset, std::string message, std::string help);
  bool FailToken(std::string_view wanted);

  [[nodiscard]] bool AtEnd() const { return token_ == token_count_; }
  [[nodiscard]] std::uint32_t Offset() const { return skipped_ + tokens_[token_]; }
  [[nodiscard]] char Peek() const { return AtEnd() ? '\0' : text_[Offset()]; }
  [[nodiscard]] std::size_t NextOffset() const {
    return token_ + 1 < token_count_ ? skipped_ + tokens_[token_ + 1] : text_.size();
  }

  const Limits& limits_;
  Document document_;
  std::string_view text_;
  std::uint32_t skipped_ = 0;  ///< the byte order mark
  std::unique_ptr<Tokenizer> tokenizer_;
  const std::uint32_t* tokens_ = nullptr;
  std::size_t token_count_ = 0;
  std::size_t token_ = 0;
  std::size_t values_ = 0;
  std::vector<Frame> frames_;
  std::vector<Member> members_;
  std::vector<Value> elements_;
  std::string scratch_;
  Fault fault_;
};

bool Builder::FailAt(std::size_t offset, std::string message, std::string help) {
  fault_ = {static_cast<std::uint32_t>(offset), std::move(message), std::move(help)};
  return false;
}

/// The current token is not what it should be.
bool Builder::FailToken(std::string_view wanted) {
  if (AtEnd()) {
    return FailAt(text_.size(), fmt::format("the text ends where {} should stand", wanted),
                  "the file may have been cut off: write it anew");
  }
  const std::string_view rest = text_.substr(Offset());
  std::size_t length = 1;
  while (length < rest.size() && length < NextOffset() - Offset() && !IsSpace(rest[length])) {
    ++length;
  }
  return FailAt(Offset(),
                fmt::format("{} where {} should stand", Quote(rest.substr(0, length), 20), wanted),
                HelpFor(rest));
}

bool Builder::AtEndOfToken(std::size_t at) {
  return at == NextOffset() || IsSpace(text_[at]);
}

bool Builder::Tokenize() {
  skipped_ = text_.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
  const std::string_view body = text_.substr(skipped_);
  if (body.empty()) return FailAt(0, "the text is empty", "write a JSON value");
  tokenizer_.reset();
  const simdjson::implementation* const machine = simdjson::get_active_implementation();
  if (machine->create_dom_parser_implementation(body.size(), 1, tokenizer_) != simdjson::SUCCESS) {
    return FailAt(0, "not enough memory for the document", "");
  }
  const auto outcome =
      tokenizer_->stage1(AsBytes(body).data(), body.size(), simdjson::stage1_mode::regular);
  if (outcome == simdjson::UTF8_ERROR && !document_.repaired_) {
    document_.repaired_ = true;
    const std::string repaired = ReplaceMalformed(text_);
    if (repaired.size() > limits::kJsonBytes) return FailAt(0, "too much malformed UTF-8", "");
    text_ = document_.text_ = document_.arena_.Copy(repaired);
    return Tokenize();
  }
  if (outcome == simdjson::EMPTY) return FailAt(0, "the text is empty", "write a JSON value");
  if (outcome != simdjson::SUCCESS) {
    fault_ = FindBadString(body);
    fault_.offset += skipped_;
    return false;
  }
  tokens_ = tokenizer_->structural_indexes.get();
  token_count_ = tokenizer_->n_structural_indexes;
  return true;
}

bool Builder::Open(bool is_object) {
  if (frames_.size() >= limits_.depth) {
    return FailAt(Offset(), fmt::format("nested deeper than {} levels", limits_.depth),
                  "no honest document is so deep");
  }
  frames_.push_back({.is_object = is_object,
                     .offset = Offset(),
                     .first = is_object ? members_.size() : elements_.size()});
  ++token_;
  return true;
}

Value Builder::Close() {
  const Frame frame = frames_.back();
  frames_.pop_back();
  ++token_;
  if (frame.is_object) return CloseObject(frame);
  const auto kept = document_.arena_.Copy(
      std::span<const Value>(elements_.data() + frame.first, elements_.size() - frame.first));
  elements_.resize(frame.first);
  return {Kind::kArray, frame.offset, kept.data(), static_cast<std::uint32_t>(kept.size())};
}

Value Builder::CloseObject(const Frame& frame) {
  const std::span<const Member> own(members_.data() + frame.first, members_.size() - frame.first);
  const Value object = Composer::MakeObject(document_.arena_, frame.offset, own);
  members_.resize(frame.first);
  return object;
}

bool Builder::ReadKey() {
  if (Peek() != '"') return FailToken("a name in double quotes");
  Member member;
  member.key_offset = Offset();
  if (!ReadString(member.key)) return false;
  ++token_;
  if (Peek() != ':') return FailToken("`:`");
  ++token_;
  members_.push_back(member);
  return true;
}

bool Builder::Run() {
  while (true) {
    // One value begins here.
    Value value;
    if (++values_ > limits_.values) {
      return FailAt(AtEnd() ? text_.size() : Offset(),
                    fmt::format("more than {} values", HumanCount(limits_.values)),
                    "no honest document has so many");
    }
    const char first = Peek();
    if (first == '{' || first == '[') {
      const bool is_object = first == '{';
      if (!Open(is_object)) return false;
      if (Peek() != (is_object ? '}' : ']')) {
        if (is_object && !ReadKey()) return false;
        continue;
      }
      value = Close();
    } else {
      if (!ReadScalar(value)) return false;
      ++token_;
    }
    // It is whole: it goes to its container, and so does every container that closes after it.
    while (true) {
      if (frames_.empty()) {
        document_.root_ = value;
        return AtEnd() || FailToken("the end of the text");
      }
      const bool in_object = frames_.back().is_object;
      if (in_object) {
        members_.back().value = value;
      } else {
        elements_.push_back(value);
      }
      if (Peek() == ',') break;
      if (Peek() != (in_object ? '}' : ']'))
        return FailToken(in_object ? "`,` or `}`" : "`,` or `]`");
      value = Close();
    }
    ++token_;
    if (frames_.back().is_object && !ReadKey()) return false;
  }
}

bool Builder::ReadScalar(Value& value) {
  const char first = Peek();
  if (first == '"') {
    std::string_view text;
    const std::uint32_t offset = Offset();
    if (!ReadString(text)) return false;
    value = {Kind::kString, offset, text.data(), static_cast<std::uint32_t>(text.size())};
    return true;
  }
  if (first == '-' || IsDigit(first)) return ReadNumber(value);
  if (first == 't') return ReadWord("true", Kind::kTrue, value);
  if (first == 'f') return ReadWord("false", Kind::kFalse, value);
  if (first == 'n') return ReadWord("null", Kind::kNull, value);
  return FailToken("a value");
}

bool Builder::ReadWord(std::string_view word, Kind kind, Value& value) {
  const std::uint32_t offset = Offset();
  if (!text_.substr(offset).starts_with(word) || !AtEndOfToken(offset + word.size())) {
    return FailToken("a value");
  }
  value = {kind, offset, nullptr, 0};
  return true;
}

bool Builder::ReadNumber(Value& value) {
  const std::uint32_t offset = Offset();
  const std::size_t end = NextOffset();
  std::size_t at = offset;
  const auto digits = [&] {
    const std::size_t from = at;
    while (at < end && IsDigit(text_[at])) ++at;
    return at - from;
  };
  if (text_[at] == '-') ++at;
  const std::size_t integer = at;
  const std::size_t integer_digits = digits();
  bool good = integer_digits == 1 || (integer_digits > 1 && text_[integer] != '0');
  if (good && at < end && text_[at] == '.') {
    ++at;
    good = digits() > 0;
  }
  if (good && at < end && (text_[at] == 'e' || text_[at] == 'E')) {
    ++at;
    if (at < end && (text_[at] == '+' || text_[at] == '-')) ++at;
    good = digits() > 0;
  }
  if (!good || !AtEndOfToken(at)) return FailToken("a number as JSON writes it");
  value = {Kind::kNumber, offset, text_.data() + offset, static_cast<std::uint32_t>(at - offset)};
  return true;
}

bool Builder::ReadString(std::string_view& text) {
  const std::uint32_t offset = Offset();
  const std::string_view rest = text_.substr(offset + 1, NextOffset() - offset - 1);
  std::size_t length = rest.find('"');
  if (length == std::string_view::npos) return FailToken("a string");
  if (rest.substr(0, length).find('\\') == std::string_view::npos) {
    text = rest.substr(0, length);
    return AtEndOfToken(offset + length + 2) || FailToken("a string");
  }
  for (length = 0; length < rest.size() && rest[length] != '"'; ++length) {
    if (rest[length] == '\\') ++length;
  }
  if (length >= rest.size()) return FailToken("a string");
  return Unescape(rest.substr(0, length), offset + 1, text);
}

bool Builder::Unescape(std::string_view raw, std::uint32_t offset, std::string_view& text) {
  scratch_.clear();
  for (std::size_t at = 0; at < raw.size();) {
    const std::size_t escape = std::min(raw.find('\\', at), raw.size());
    scratch_.append(raw, at, escape - at);
    at = escape;
    if (at == raw.size()) break;
    if (!ReadEscape(raw, at)) {
      return FailAt(offset + at, fmt::format("{} is no escape", Quote(raw.substr(at, 6))),
                    "write a backslash itself as `\\\\`");
    }
  }
  text = document_.arena_.Copy(scratch_);
  return true;
}

/// The code unit of `\uXXXX` at `at`, or -1.
static std::int32_t UnicodeEscape(std::string_view raw, std::size_t at) {
  if (at + 6 > raw.size() || raw[at] != '\\' || raw[at + 1] != 'u') return -1;
  std::int32_t unit = 0;
  for (std::size_t i = at + 2; i < at + 6; ++i) {
    const int digit = HexValue(raw[i]);
    if (digit < 0) return -1;
    unit = unit * 16 + digit;
  }
  return unit;
}

bool Builder::ReadEscape(std::string_view raw, std::size_t& at) {
  if (raw[at + 1] == 'u') {
    const std::int32_t unit = UnicodeEscape(raw, at);
    if (unit < 0) return false;
    at += 6;
    if (unit < 0xD800 || unit > 0xDFFF) {
      AppendUtf8(scratch_, static_cast<char32_t>(unit));
      return true;
    }
    const std::int32_t low = unit < 0xDC00 ? UnicodeEscape(raw, at) : -1;
    if (low >= 0xDC00 && low <= 0xDFFF) {
      AppendUtf8(scratch_,
                 static_cast<char32_t>(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00)));
      at += 6;
    } else {
      AppendUtf8(scratch_, U'\uFFFD');
    }
    return true;
  }
  constexpr std::string_view kLetters = "\"\\/bfnrt";
  constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
  const std::size_t which = kLetters.find(raw[at + 1]);
  if (which == std::string_view::npos) return false;
  scratch_ += kMeanings[which];
  at += 2;
  return true;
}

tl::expected<Document, SyntaxError> Builder::Build(std::string_view input, const Limits& limits) {
  if (input.size() > std::min(limits.bytes, limits::kJsonBytes)) {
    // Not through SyntaxErrorAt: a line table of that much text is what the limit is there to
    // avoid.
    return tl::unexpected(SyntaxError{
        .message =
            fmt::format("{} of JSON, more than the {} that are read", HumanBytes(input.size()),
                        HumanBytes(std::min(limits.bytes, limits::kJsonBytes))),
        .help = "no honest document is so long"});
  }
  Builder builder(limits);
  builder.document_.text_ = builder.document_.arena_.Copy(input);
  builder.text_ = builder.document_.text_;
  if (!builder.Tokenize() || !builder.Run()) {
    Fault& fault = builder.fault_;
    return tl::unexpected(SyntaxErrorAt(builder.text_, fault.offset, std::move(fault.message),
                                        std::move(fault.help)));
  }
  return std::move(builder.document_);
}

/// Passes over the value that begins here, whatever is in it; false when it never ends.
bool Builder::SkipValue() {
  std::size_t depth = 0;
  for (; !AtEnd(); ++token_) {
    const char c = Peek();
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') {
      if (depth == 0) return false;
      --depth;
    }
    if (depth == 0) {
      ++token_;
      return true;
    }
  }
  return false;
}

/// From an object to its member of that name, the last one as everywhere; false when there is none.
bool Builder::EnterMember(std::string_view name) {
  if (Peek() != '{') return false;
  std::size_t member = 0;
  do {
    ++token_;
    if (Peek() != '"') break;
    const std::string_view key = text_.substr(Offset() + 1, name.size() + 1);
    const bool wanted = key.starts_with(name) && key.ends_with('"') && key.size() > name.size();
    ++token_;
    if (Peek() != ':') return false;
    ++token_;
    if (wanted) member = token_;
    if (!SkipValue()) return false;
  } while (Peek() == ',');
  token_ = member;
  return member != 0;
}

std::optional<std::string> Builder::FindObjectText(std::string_view input, std::string_view object,
                                                   std::string_view member) {
  const Limits limits;
  if (input.size() > limits.bytes) return std::nullopt;
  Builder builder(limits);
  builder.text_ = builder.document_.text_ = builder.document_.arena_.Copy(input);
  if (!builder.Tokenize() || !builder.EnterMember(object) || !builder.EnterMember(member) ||
      builder.Peek() != '{')
    return std::nullopt;
  const std::size_t begin = builder.Offset();
  if (!builder.SkipValue()) return std::nullopt;
  --builder.token_;
  return std::string(builder.text_.substr(begin, builder.Offset() + 1 - begin));
}

std::optional<std::string> FindObjectText(std::string_view text, std::string_view object,
                                          std::string_view member) {
  return Builder::FindObjectText(text, object, member);
}

tl::expected<Document, SyntaxError> Parse(std::string_view text, const Limits& limits) {
  return Builder::Build(text, limits);
}

}  // namespace formats::json

namespace formats {

Result<json::Document> ParseJson(std::string_view text, const json::Limits& limits) {
  auto parsed = json::Parse(text, limits);
  if (!parsed) return Fail(ToError(std::move(parsed).error()));
  return std::move(*parsed);
}

Result<json::Document> ParseJson(Bytes bytes, const json::Limits& limits) {
  return ParseJson(AsText(bytes), limits);
}

}  // namespace formats
