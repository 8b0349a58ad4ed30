#include "formats/json_writer.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <iterator>

#include "base/check.h"
#include "base/text.h"

namespace formats {
namespace {

/// Bytes that may need more than to be copied: controls, quote, backslash, `<`, DEL and all that is
/// not ASCII.
constexpr auto kNeedsLook = [] {
  std::array<bool, 256> table{};
  for (std::size_t i = 0; i < table.size(); ++i) {
    table[i] = i < 0x20 || i >= 0x7F || i == '"' || i == '\\' || i == '<';
  }
  return table;
}();

bool IsInvisible(char32_t c) {
  return (c >= 0x7F && c <= 0x9F) || c == 0xAD || c == 0x61C || c == 0x180E ||
         (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB) ||
         (c >= 0xE0000 && c <= 0xE0FFF);
}

void AppendEscape(std::string& out, char32_t c) {
  if (c >= 0x10000) {
    AppendEscape(out, 0xD800 + ((c - 0x10000) >> 10U));
    AppendEscape(out, 0xDC00 + ((c - 0x10000) & 0x3FFU));
    return;
  }
  fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<std::uint32_t>(c));
}

void AppendAscii(std::string& out, char c, char next) {
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    case '<':
      // A string inside <script> must not be able to end it.
      out += next == '/' || next == '!' ? "\\u003c" : "<";
      return;
    default:
      AppendEscape(out, static_cast<unsigned char>(c));
  }
}

}  // namespace

void AppendJsonString(std::string& out, std::string_view text) {
  out += '"';
  for (std::size_t at = 0; at < text.size();) {
    std::size_t plain = at;
    while (plain < text.size() && !kNeedsLook[static_cast<unsigned char>(text[plain])]) ++plain;
    out.append(text, at, plain - at);
    at = plain;
    if (at == text.size()) break;
    if (static_cast<unsigned char>(text[at]) < 0x80) {
      AppendAscii(out, text[at], at + 1 < text.size() ? text[at + 1] : '\0');
      ++at;
      continue;
    }
    const CodePoint point = DecodeUtf8(text, at);
    if (IsInvisible(point.value)) {
      AppendEscape(out, point.value);
    } else {
      AppendUtf8(out, point.value);
    }
    at += point.length;
  }
  out += '"';
}

void JsonWriter::BreakLine(std::size_t depth) {
  if (style_ == JsonStyle::kCompact) return;
  out_ += '\n';
  out_.append(2 * depth, ' ');
}

void JsonWriter::BeforeValue() {
  if (frames_.empty()) {
    CHECK(!begun_, "a JSON text has one root value");
    begun_ = true;
    return;
  }
  Frame& frame = frames_.back();
  if (frame.is_object) {
    CHECK(after_key_, "a value in a JSON object has a key");
    after_key_ = false;
    return;
  }
  if (!frame.empty) out_ += ',';
  frame.empty = false;
  BreakLine(frames_.size());
}

JsonWriter& JsonWriter::Key(std::string_view key) {
  CHECK(!frames_.empty() && frames_.back().is_object && !after_key_, "a JSON key is in an object");
  if (!frames_.back().empty) out_ += ',';
  frames_.back().empty = false;
  BreakLine(frames_.size());
  AppendJsonString(out_, key);
  out_ += style_ == JsonStyle::kPretty ? ": " : ":";
  after_key_ = true;
  return *this;
}

JsonWriter& JsonWriter::BeginObject() {
  BeforeValue();
  out_ += '{';
  frames_.push_back({.is_object = true});
  return *this;
}

JsonWriter& JsonWriter::BeginArray() {
  BeforeValue();
  out_ += '[';
  frames_.push_back({.is_object = false});
  return *this;
}

JsonWriter& JsonWriter::End(bool is_object, char bracket) {
  CHECK(!frames_.empty() && frames_.back().is_object == is_object && !after_key_,
        "what ends is what was begun last");
  const bool empty = frames_.back().empty;
  frames_.pop_back();
  if (!empty) BreakLine(frames_.size());
  out_ += bracket;
  return *this;
}

JsonWriter& JsonWriter::EndObject() {
  return End(true, '}');
}
JsonWriter& JsonWriter::EndArray() {
  return End(false, ']');
}

JsonWriter& JsonWriter::String(std::string_view text) {
  BeforeValue();
  AppendJsonString(out_, text);
  return *this;
}

JsonWriter& JsonWriter::Number(std::uint64_t number) {
  BeforeValue();
  out_ += std::to_string(number);
  return *this;
}

JsonWriter& JsonWriter::Number(std::int64_t number) {
  BeforeValue();
  out_ += std::to_string(number);
  return *this;
}

JsonWriter& JsonWriter::Number(double number) {
  if (!std::isfinite(number)) return Null();
  BeforeValue();
  std::array<char, 32> buffer;
  const auto written = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number);
  out_.append(buffer.data(), written.ptr);
  return *this;
}

JsonWriter& JsonWriter::Bool(bool value) {
  BeforeValue();
  out_ += value ? "true" : "false";
  return *this;
}

JsonWriter& JsonWriter::Null() {
  BeforeValue();
  out_ += "null";
  return *this;
}

}  // namespace formats
