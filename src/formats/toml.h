#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/span.h"
#include "formats/syntax_error.h"

namespace formats {
namespace toml {

enum class Kind : std::uint8_t { kString, kInteger, kFloat, kBool, kDate, kArray, kTable };
[[nodiscard]] std::string_view NameOf(Kind kind);

struct Member;

/// A value and where it was written. The accessors give nothing when it is of another kind.
struct Value {
  Kind kind = Kind::kTable;
  Position position;  ///< of the value; of the header for a table that has one
  std::string text;   ///< of kString; of kDate, as RFC 3339 writes it
  std::int64_t integer = 0;
  double number = 0;
  bool flag = false;
  std::vector<Value> elements;  ///< of kArray, in order
  std::vector<Member> members;  ///< of kTable, in document order

  [[nodiscard]] std::optional<std::string_view> AsString() const;
  [[nodiscard]] std::optional<std::int64_t> AsInteger() const;
  [[nodiscard]] std::optional<bool> AsBool() const;
  /// A date, or a date and time, as text.
  [[nodiscard]] std::optional<std::string_view> AsDate() const;
  [[nodiscard]] const std::vector<Value>* AsArray() const;
  [[nodiscard]] const std::vector<Member>* AsTable() const;

  /// Of a table; nullptr when there is no such key.
  [[nodiscard]] const Value* Find(std::string_view key) const;
  [[nodiscard]] const Member* FindMember(std::string_view key) const;
};

struct Member {
  std::string key;
  Position key_position;
  Value value;
};

/// Reads TOML 1.0 and gives its root table. Malformed text, more than limits::kTomlBytes and more
/// than limits::kTomlDepth levels are errors that say where.
[[nodiscard]] tl::expected<Value, SyntaxError> Parse(std::string_view text);

}  // namespace toml
}  // namespace formats
