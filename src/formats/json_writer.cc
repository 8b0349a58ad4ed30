#include "formats/json_writer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "base/json_string.h"
#include "base/text.h"

namespace formats {
namespace {

/// All but what may need more than to be copied: controls, quote, backslash, `<`, DEL and all that
/// is not ASCII.
constexpr auto kPlain = [] {
  JsonPlainBytes table{};
  for (std::size_t i = 0x20; i < 0x7F; ++i) table[i] = i != '"' && i != '\\' && i != '<';
  return table;
}();

/// What kPlain says of so many bytes at once. The loop has no exit and no look-up, so that
/// compilers make a few instructions of it.
template <std::size_t size>
bool ArePlain(const char* bytes) {
  unsigned special = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const auto c = static_cast<std::uint8_t>(bytes[i]);
    special |=
        static_cast<std::uint8_t>(c < 0x20 || c >= 0x7F || c == '"' || c == '\\' || c == '<');
  }
  return special == 0;
}

bool IsPlain(std::string_view text) {
  constexpr std::size_t kChunk = 16;
  constexpr std::size_t kHalf = kChunk / 2;
  const char* const end = text.data() + text.size();
  if (text.size() >= kChunk) {
    for (const char* at = text.data(); end - at >= std::ptrdiff_t{kChunk}; at += kChunk) {
      if (!ArePlain<kChunk>(at)) return false;
    }
    return ArePlain<kChunk>(end - kChunk);  // the rest, and some bytes again
  }
  if (text.size() >= kHalf) return ArePlain<kHalf>(text.data()) && ArePlain<kHalf>(end - kHalf);
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return kPlain[static_cast<unsigned char>(c)]; });
}

bool IsInvisible(char32_t c) {
  return (c >= 0x7F && c <= 0x9F) || c == 0xAD || c == 0x61C || c == 0x180E ||
         (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB) ||
         (c >= 0xE0000 && c <= 0xE0FFF);
}

std::size_t AppendSpecial(std::string& out, std::string_view text, std::size_t at) {
  const CodePoint point = DecodeUtf8(text, at);
  const char next = at + 1 < text.size() ? text[at + 1] : '\0';
  // A string inside <script> must not be able to end it.
  const bool ends_script = text[at] == '<' && (next == '/' || next == '!');
  if (ends_script || IsInvisible(point.value)) {
    AppendJsonEscape(out, point.value);
  } else if (point.value < 0x80) {
    AppendJsonAscii(out, text[at]);
  } else {
    AppendUtf8(out, point.value);
  }
  return point.length;
}

}  // namespace

void AppendJsonString(std::string& out, std::string_view text) {
  if (!IsPlain(text)) {
    AppendJsonQuoted(out, text, kPlain, AppendSpecial);
    return;
  }
  out += '"';
  out += text;
  out += '"';
}

void JsonWriter::BreakLine(std::size_t depth) {
  if (style_ == JsonStyle::kCompact) return;
  constexpr std::string_view kBreak = "\n                                ";
  out_ += kBreak.substr(0, 1 + 2 * depth);
  if (1 + 2 * depth > kBreak.size()) out_.append(1 + 2 * depth - kBreak.size(), ' ');
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

JsonWriter& JsonWriter::NumberText(std::string_view text) {
  BeforeValue();
  out_ += text;
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
