#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/limits.h"
#include "base/result.h"
#include "formats/syntax_error.h"

namespace formats {
namespace json {

class Array;
class Object;
struct Member;

enum class Kind : std::uint8_t { kNull, kFalse, kTrue, kNumber, kString, kArray, kObject };
[[nodiscard]] std::string_view NameOf(Kind kind);

/// One value of a Document, which owns everything it shows. 16 bytes, free to copy; the accessors
/// give nothing when the value is of another kind.
class Value {
 public:
  Value() = default;  ///< null, at offset 0

  [[nodiscard]] Kind kind() const { return static_cast<Kind>(place_ & 7U); }
  /// Of its first byte in Document::text().
  [[nodiscard]] std::uint32_t offset() const { return place_ >> kKindBits; }

  [[nodiscard]] bool IsNull() const { return kind() == Kind::kNull; }
  [[nodiscard]] std::optional<bool> AsBool() const;
  /// Decoded, well-formed UTF-8; may hold NUL. A lone surrogate escape is U+FFFD.
  [[nodiscard]] std::optional<std::string_view> AsString() const;
  /// As written, checked against the grammar.
  [[nodiscard]] std::optional<std::string_view> AsNumberText() const;
  /// The nearest double; nothing when its size is beyond one.
  [[nodiscard]] std::optional<double> AsDouble() const;
  /// Written without fraction or exponent, and it fits.
  [[nodiscard]] std::optional<std::int64_t> AsInteger() const;
  [[nodiscard]] std::optional<Object> AsObject() const;
  [[nodiscard]] std::optional<Array> AsArray() const;

  /// For loops: `for (const Member& member : value.Members())`; empty for another kind. (A loop
  /// over
  /// `*value.AsObject()` would outlive its range.)
  [[nodiscard]] Object Members() const;
  [[nodiscard]] Array Elements() const;

 private:
  friend class Builder;
  friend class Composer;
  friend class Tree;
  friend class Object;
  friend class Array;
  static constexpr unsigned kKindBits = 3;
  Value(Kind kind, std::uint32_t offset, const void* data, std::uint32_t size)
      : data_(data), size_(size), place_(offset << kKindBits | static_cast<std::uint32_t>(kind)) {}
  [[nodiscard]] std::string_view Text() const { return {static_cast<const char*>(data_), size_}; }

  const void* data_ = nullptr;  ///< text, elements or members
  std::uint32_t size_ = 0;
  std::uint32_t place_ = 0;  ///< offset, then kind
};
static_assert(sizeof(Value) == 16);
static_assert(limits::kJsonBytes < (std::size_t{1} << 29U), "offsets have 29 bits");

/// A member of an object: an escaped key is decoded as a string value is.
struct Member {
  std::string_view key;
  Value value;
  std::uint32_t key_offset = 0;  ///< of the opening quote
};

/// The elements in order.
class Array {
 public:
  Array() = default;
  [[nodiscard]] const Value* begin() const { return elements_; }
  [[nodiscard]] const Value* end() const { return elements_ + size_; }
  [[nodiscard]] std::uint32_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] const Value& operator[](std::uint32_t index) const { return elements_[index]; }

 private:
  friend class Value;
  Array(const Value* elements, std::uint32_t size) : elements_(elements), size_(size) {}
  const Value* elements_ = nullptr;
  std::uint32_t size_ = 0;
};

/// The members in document order, repeated keys included. The Find functions give the last member
/// of that key, as JSON.parse does; a key is found in logarithmic time when there are many.
class Object {
 public:
  Object() = default;
  [[nodiscard]] const Member* begin() const { return members_; }
  [[nodiscard]] const Member* end() const { return members_ + size_; }
  [[nodiscard]] std::uint32_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }

  [[nodiscard]] const Member* FindMember(std::string_view key) const;
  /// nullptr when there is none.
  [[nodiscard]] const Value* Find(std::string_view key) const;
  [[nodiscard]] std::optional<std::string_view> FindString(std::string_view key) const;
  [[nodiscard]] std::optional<bool> FindBool(std::string_view key) const;
  [[nodiscard]] std::optional<std::int64_t> FindInteger(std::string_view key) const;
  [[nodiscard]] std::optional<Object> FindObject(std::string_view key) const;
  [[nodiscard]] std::optional<Array> FindArray(std::string_view key) const;
  /// For loops: empty when there is no such member or it is of another kind.
  [[nodiscard]] Object MembersOf(std::string_view key) const;
  [[nodiscard]] Array ElementsOf(std::string_view key) const;

  /// The members that a later one of the same key hides, in document order.
  [[nodiscard]] std::vector<const Member*> HiddenMembers() const;

 private:
  friend class Value;
  friend class Composer;
  Object(const Member* members, std::uint32_t size) : members_(members), size_(size) {}
  /// From this size on, the members are followed by their indices sorted by (key, position).
  static constexpr std::uint32_t kIndexedSize = 16;
  [[nodiscard]] std::span<const std::uint32_t> Index() const;

  const Member* members_ = nullptr;
  std::uint32_t size_ = 0;
};

/// A JSON text and its values. Move-only; values stay valid when it is moved.
class Document {
 public:
  [[nodiscard]] const Value& root() const { return root_; }
  /// The text that offsets count in: the input, byte for byte, but for malformed UTF-8, in whose
  /// place U+FFFD stands. For lines: `LineTable lines(document.text())`.
  [[nodiscard]] std::string_view text() const { return text_; }
  /// Whether the input had malformed UTF-8.
  [[nodiscard]] bool repaired() const { return repaired_; }

 private:
  friend class Builder;
  friend class Composer;
  friend class Tree;
  Arena arena_;
  std::string_view text_;
  Value root_;
  bool repaired_ = false;
};

/// What a reader may lower (never raise past limits.h).
struct Limits {
  std::size_t bytes = limits::kJsonBytes;
  std::size_t depth = limits::kJsonDepth;
  std::size_t values = limits::kJsonValues;
};

/// Reads one JSON text (RFC 8259) as JSON.parse does, with three kindnesses that npm shows too: a
/// byte order mark is passed over, malformed UTF-8 and lone surrogate escapes become U+FFFD. Keeps
/// a copy of the text. Errors say where; a limit that was passed is an error too.
[[nodiscard]] tl::expected<Document, SyntaxError> Parse(std::string_view text,
                                                        const Limits& limits = {});

/// The JSON of the object at `object.member` in a text, without reading what lies beside it: for
/// documents of many megabytes of which one part is wanted. Nothing when it is not found that way,
/// which is no proof that Parse would not find it: keys may be written with escapes. Of what lies
/// beside it only tokens are looked at, so the text may be no JSON all the same.
[[nodiscard]] std::optional<std::string> FindObjectText(std::string_view text,
                                                        std::string_view object,
                                                        std::string_view member);

}  // namespace json

/// json::Parse for callers that have no file to point at: the message begins with line and column.
[[nodiscard]] Result<json::Document> ParseJson(std::string_view text,
                                               const json::Limits& limits = {});
[[nodiscard]] Result<json::Document> ParseJson(Bytes bytes, const json::Limits& limits = {});

}  // namespace formats
