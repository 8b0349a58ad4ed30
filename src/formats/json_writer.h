#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace formats {

enum class JsonStyle : std::uint8_t { kCompact, kPretty };

/// `text` between quotes, fit for any JSON reader, any terminal and an HTML script element:
/// malformed UTF-8 becomes U+FFFD; control characters, DEL, C1 controls, line separators, bidi
/// controls and other invisible format characters are escaped, and so is `<` in front of `/` or
/// `!`.
void AppendJsonString(std::string& out, std::string_view text);

/// Writes one JSON text, piece by piece, to the end of `out`, which must outlive it. The same calls
/// give the same bytes. Calls that would not give JSON (a value without a key in an object, two
/// roots) are bugs of the caller and stop the program. Pretty style: two spaces, no final newline.
class JsonWriter {
 public:
  explicit JsonWriter(std::string& out, JsonStyle style = JsonStyle::kCompact)
      : out_(out), style_(style) {}

  JsonWriter& BeginObject();
  JsonWriter& EndObject();
  JsonWriter& BeginArray();
  JsonWriter& EndArray();
  JsonWriter& Key(std::string_view key);
  JsonWriter& String(std::string_view text);
  JsonWriter& Number(std::uint64_t number);
  JsonWriter& Number(std::int64_t number);
  JsonWriter& Number(std::uint32_t number) { return Number(std::uint64_t{number}); }
  JsonWriter& Number(std::int32_t number) { return Number(std::int64_t{number}); }
  /// The shortest text that reads back as the same double; null when it is not finite.
  JsonWriter& Number(double number);
  /// `text` must be a number as JSON writes it.
  JsonWriter& NumberText(std::string_view text);
  JsonWriter& Bool(bool value);
  JsonWriter& Null();

  /// Key and value in one call.
  JsonWriter& Field(std::string_view key, std::string_view text) { return Key(key).String(text); }

  /// True once the root value is whole.
  [[nodiscard]] bool Done() const { return frames_.empty() && begun_; }

 private:
  struct Frame {
    bool is_object;
    bool empty = true;
  };
  void BeforeValue();
  void BreakLine(std::size_t depth);
  JsonWriter& End(bool is_object, char bracket);

  std::string& out_;
  JsonStyle style_;
  std::vector<Frame> frames_;
  bool begun_ = false;
  bool after_key_ = false;
};

}  // namespace formats
