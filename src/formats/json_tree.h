#pragma once

#include <span>
#include <string_view>

#include "formats/json.h"
#include "formats/json_writer.h"

namespace formats::json {

/// Makes a Document out of something that is not a JSON text: the same values, made by hand. Texts
/// and lists are copied; a value stays valid until the Tree dies, or as long as the Document that
/// `Finish` gives.
class Tree {
 public:
  /// `text` is what the offsets of values count in (the XML document, say); it is copied.
  explicit Tree(std::string_view text = {});

  [[nodiscard]] Value String(std::string_view text, std::uint32_t offset = 0);
  /// The same without a copy: `text` must outlive the document.
  [[nodiscard]] static Value Shown(std::string_view text, std::uint32_t offset = 0);
  /// `text` must be a number as JSON writes it.
  [[nodiscard]] Value NumberText(std::string_view text, std::uint32_t offset = 0);
  [[nodiscard]] Value Number(std::uint64_t number, std::uint32_t offset = 0);
  /// kNull, kTrue or kFalse.
  [[nodiscard]] static Value Word(Kind kind, std::uint32_t offset = 0);
  [[nodiscard]] Value Array(std::span<const Value> elements, std::uint32_t offset = 0);
  /// Keys must outlive the document or come from `Keep`.
  [[nodiscard]] Value Object(std::span<const Member> members, std::uint32_t offset = 0);

  /// A copy that lives as long as the document.
  [[nodiscard]] std::string_view Keep(std::string_view text) { return document_.arena_.Copy(text); }
  /// The whole value of another document, its offsets kept.
  [[nodiscard]] Value Copy(const Value& value);
  [[nodiscard]] std::string_view text() const { return document_.text(); }

  [[nodiscard]] Document Finish(Value root) &&;

 private:
  Document document_;
};

/// Every value of `value`, members in their order.
void Write(JsonWriter& writer, const Value& value);

/// Whether two values say the same: the order of members does not matter, the last of a repeated
/// key counts, numbers are compared as numbers.
[[nodiscard]] bool SameValue(const Value& a, const Value& b);
/// Equal for two values that say the same.
[[nodiscard]] std::uint64_t HashOf(const Value& value);

}  // namespace formats::json
