#pragma once

#include <string_view>
#include <vector>

#include "formats/json.h"

namespace formats::json {

/// Makes a Document of values that another syntax than JSON's holds (YAML, a binary lockfile), one
/// after the other, as a reader meets them: keys before values, containers opened and closed.
/// Offsets are those of the text given to the constructor, which the document keeps a copy of.
/// Depth, count and nesting are the caller's to bound and to keep right.
class Composer {
 public:
  /// At most limits::kJsonBytes of text.
  explicit Composer(std::string_view text);

  /// The copy that offsets count in, and that values may point into.
  [[nodiscard]] std::string_view text() const { return document_.text_; }
  /// Text that stands nowhere in it as such.
  [[nodiscard]] std::string_view Copy(std::string_view text) { return document_.arena_.Copy(text); }

  /// The texts must point into `text()` or come from `Copy`.
  void Key(std::string_view key, std::uint32_t offset);
  void String(std::string_view text, std::uint32_t offset);
  /// A number as JSON writes it.
  void Number(std::string_view text, std::uint32_t offset);
  void Bool(bool value, std::uint32_t offset);
  void Null(std::uint32_t offset);
  /// A value that this composer gave before: it is not copied, so it may stand in many places.
  void Again(const Value& value) { Put(value); }

  void BeginObject(std::uint32_t offset) { Open(offset, Kind::kObject); }
  void BeginArray(std::uint32_t offset) { Open(offset, Kind::kArray); }
  /// Closes the innermost container, whatever it is, and gives it.
  Value End();

  [[nodiscard]] std::size_t depth() const { return frames_.size(); }
  /// The value that was put last.
  [[nodiscard]] const Value& last() const { return last_; }

  /// The last value put at depth 0 is the root.
  [[nodiscard]] Document Finish() &&;

 private:
  friend class Builder;
  friend class Tree;
  struct Frame {
    Kind kind;
    std::uint32_t offset;
    std::size_t first;  ///< where its members or elements begin on their stack
  };

  static Value MakeObject(Arena& arena, std::uint32_t offset, std::span<const Member> members);
  void Open(std::uint32_t offset, Kind kind);
  void Put(const Value& value);

  Document document_;
  std::vector<Frame> frames_;
  std::vector<Member> members_;
  std::vector<Value> elements_;
  Value last_;
};

}  // namespace formats::json
