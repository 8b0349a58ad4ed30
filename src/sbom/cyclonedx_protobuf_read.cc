#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <optional>

#include "base/clock.h"
#include "base/limits.h"
#include "base/text.h"
#include "formats/json_tree.h"
#include "sbom/cyclonedx_protobuf.h"

namespace sbom::cyclonedx {
namespace {

using formats::json::Document;
using formats::json::Kind;
using formats::json::Member;
using formats::json::Tree;
using formats::json::Value;

/// One field off the wire.
struct RawField {
  unsigned number = 0;
  std::uint64_t bits = 0;  ///< of a varint or a fixed value
  std::string_view bytes;
  bool is_bytes = false;
  bool is_float = false;
  std::uint32_t offset = 0;
};

class WireReader {
 public:
  WireReader(std::string_view bytes, std::uint32_t base) : bytes_(bytes), base_(base) {}
  [[nodiscard]] bool AtEnd() const { return at_ >= bytes_.size(); }

  /// Nothing when the bytes break off or are none of the wire format.
  std::optional<RawField> Next() {
    RawField field{.offset = base_ + static_cast<std::uint32_t>(at_)};
    const auto key = Varint();
    if (!key || *key >> 3U == 0 || *key >> 3U > 0x1FFFFFFF) return std::nullopt;
    field.number = static_cast<unsigned>(*key >> 3U);
    switch (*key & 7U) {
      case 0: {
        const auto value = Varint();
        if (!value) return std::nullopt;
        field.bits = *value;
        return field;
      }
      case 1:
        return Fixed(field, 8);
      case 5:
        field.is_float = true;
        return Fixed(field, 4);
      case 2: {
        const auto size = Varint();
        if (!size || *size > bytes_.size() - at_) return std::nullopt;
        field.bytes = bytes_.substr(at_, *size);
        field.offset = base_ + static_cast<std::uint32_t>(at_);
        field.is_bytes = true;
        at_ += *size;
        return field;
      }
      default:
        return std::nullopt;
    }
  }

 private:
  std::optional<std::uint64_t> Varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && at_ < bytes_.size(); shift += 7) {
      const auto byte = static_cast<unsigned char>(bytes_[at_++]);
      value |= std::uint64_t{byte & 0x7FU} << shift;
      if (byte < 0x80) return value;
    }
    return std::nullopt;
  }
  std::optional<RawField> Fixed(RawField field, std::size_t size) {
    if (bytes_.size() - at_ < size) return std::nullopt;
    for (std::size_t i = 0; i < size; ++i) {
      field.bits |= std::uint64_t{static_cast<unsigned char>(bytes_[at_ + i])} << (8 * i);
    }
    at_ += size;
    return field;
  }
  std::string_view bytes_;
  std::uint32_t base_;
  std::size_t at_ = 0;
};

/// Recursion is bounded by limits::kProtobufDepth.
class ProtobufReader {
 public:
  ProtobufReader(std::string_view text, Spec spec) : tree_(text), spec_(spec) {}

  Value ReadRoot(std::string_view bytes) {
    const Value body = ReadObject(Type::kBom, bytes, 0, 1);
    std::vector<Member> members{{"bomFormat", tree_.String("CycloneDX")}};
    for (const Member& member : body.Members()) members.push_back(member);
    return tree_.Object(members);
  }
  [[nodiscard]] bool broken() const { return broken_; }
  [[nodiscard]] std::uint32_t broken_at() const { return broken_at_; }
  Document Finish(Value root) { return std::move(tree_).Finish(root); }

 private:
  struct Slot {
    const Field* field;
    std::vector<Value> values;
  };

  Value ReadObject(Type type, std::string_view bytes, std::uint32_t base, std::size_t depth) {
    std::vector<Slot> slots;
    ReadFields(type, bytes, base, 0, depth, slots);
    std::vector<Member> members;
    for (const Slot& slot : slots) {
      if (slot.field->IsList()) {
        members.push_back({slot.field->name, tree_.Array(slot.values)});
      } else {
        members.push_back({slot.field->name, slot.values.back()});
      }
    }
    return tree_.Object(members, base);
  }

  /// `outer` is the field of the message that holds these, 0 for the message itself.
  void ReadFields(Type type, std::string_view bytes, std::uint32_t base, unsigned outer,
                  std::size_t depth, std::vector<Slot>& slots) {
    if (depth > limits::kProtobufDepth) return Break(base);
    WireReader reader(bytes, base);
    while (!reader.AtEnd() && !broken_) {
      const auto raw = reader.Next();
      if (!raw) return Break(base);
      if (outer == 0 && raw->is_bytes && HoldsInner(type, raw->number)) {
        ReadFields(type, raw->bytes, raw->offset, raw->number, depth + 1, slots);
        continue;
      }
      const Field* const field = FieldOf(type, outer * 64 + raw->number, *raw);
      if (field == nullptr) continue;
      Slot* slot = nullptr;
      for (Slot& known : slots) {
        if (known.field->name == field->name) slot = &known;
      }
      if (slot == nullptr) slot = &slots.emplace_back(Slot{field, {}});
      if (const auto value = ReadValue(*field, *raw, depth)) slot->values.push_back(*value);
      if (slot->values.empty()) slots.pop_back();
    }
  }

  void Break(std::uint32_t at) {
    if (!broken_) broken_at_ = at;
    broken_ = true;
  }

  static bool HoldsInner(Type type, unsigned number) {
    const auto fields = FieldsOf(type);
    return std::any_of(fields.begin(), fields.end(),
                       [number](const Field& f) { return f.number / 64U == number; });
  }

  /// Several rows may have one number: the one whose version and kind fit.
  [[nodiscard]] const Field* FieldOf(Type type, unsigned number, const RawField& raw) const {
    const Field* found = nullptr;
    for (const Field& field : FieldsOf(type)) {
      if (field.number != number || field.wire == Wire::kNone || !Has(field.specs, spec_)) continue;
      if (field.name == "tools" && IsToolSet(raw) != (field.type == Type::kToolSet)) continue;
      if (found == nullptr || field.IsList()) found = &field;
    }
    return found;
  }

  /// Whether a Tool message has components or services.
  static bool IsToolSet(const RawField& raw) {
    WireReader reader(raw.bytes, 0);
    while (!reader.AtEnd()) {
      const auto inner = reader.Next();
      if (!inner) return false;
      if (inner->number == 6 || inner->number == 7) return true;
    }
    return false;
  }

  std::optional<Value> ReadValue(const Field& field, const RawField& raw, std::size_t depth) {
    switch (field.wire) {
      case Wire::kNone:
        return std::nullopt;
      case Wire::kString:
        return Text(raw.bytes, raw.offset);
      case Wire::kBool:
        return Tree::Word(raw.bits != 0 ? Kind::kTrue : Kind::kFalse, raw.offset);
      case Wire::kVarint:
        return tree_.NumberText(std::to_string(static_cast<std::int64_t>(raw.bits)), raw.offset);
      case Wire::kDouble:
        return Number(std::bit_cast<double>(raw.bits), raw.offset);
      case Wire::kFloat:
        return Number(double{std::bit_cast<float>(static_cast<std::uint32_t>(raw.bits))},
                      raw.offset);
      case Wire::kEnum:
        for (const Word& word : WordsOf(field.type)) {
          if (word.number >= 0 && static_cast<std::uint64_t>(word.number) == raw.bits) {
            return Text(word.text, raw.offset);
          }
        }
        return std::nullopt;
      case Wire::kTime:
        return Time(field, raw);
      case Wire::kReference: {
        WireReader reader(raw.bytes, raw.offset);
        while (!reader.AtEnd()) {
          const auto inner = reader.Next();
          if (!inner) break;
          if (inner->number == 1) return Text(inner->bytes, inner->offset);
        }
        return std::nullopt;
      }
      case Wire::kMessage:
        return ReadMessage(field.type, raw, depth + 1);
    }
    return std::nullopt;
  }

  Value Text(std::string_view text, std::uint32_t offset) {
    if (IsUtf8(text)) return tree_.String(text, offset);
    std::string repaired;
    for (std::size_t at = 0; at < text.size();) {
      const CodePoint point = DecodeUtf8(text, at);
      AppendUtf8(repaired, point.value);
      at += point.length;
    }
    return tree_.String(repaired, offset);
  }

  std::optional<Value> Number(double value, std::uint32_t offset) {
    if (!(value > -1e15 && value < 1e15)) return std::nullopt;
    std::string text = fmt::format("{}", value);
    return tree_.NumberText(text, offset);
  }

  std::optional<Value> Time(const Field& field, const RawField& raw) {
    std::int64_t seconds = 0;
    std::uint64_t nanos = 0;
    WireReader reader(raw.bytes, raw.offset);
    while (!reader.AtEnd()) {
      const auto inner = reader.Next();
      if (!inner) return std::nullopt;
      if (inner->number == 1) seconds = static_cast<std::int64_t>(inner->bits);
      if (inner->number == 2) nanos = inner->bits;
    }
    constexpr std::int64_t kFirst = -62135596800;  // 0001-01-01
    constexpr std::int64_t kLast = 253402300799;   // 9999-12-31
    if (seconds < kFirst || seconds > kLast || nanos > 999'999'999) return std::nullopt;
    std::string text = FormatTime(seconds * 1000);
    if (field.type == Type::kDay) text.resize(10);
    if (nanos >= 1'000'000 && text.ends_with('Z')) {
      text.pop_back();
      text += fmt::format(".{:03}Z", nanos / 1'000'000);
    }
    return tree_.String(text, raw.offset);
  }

  std::optional<Value> ReadMessage(Type type, const RawField& raw, std::size_t depth) {
    if (CategoryOf(type) != Category::kChoice)
      return ReadObject(type, raw.bytes, raw.offset, depth);
    WireReader reader(raw.bytes, raw.offset);
    while (!reader.AtEnd()) {
      const auto inner = reader.Next();
      if (!inner) {
        Break(raw.offset);
        return std::nullopt;
      }
      for (const Alternative& alternative : AlternativesOf(type)) {
        if (alternative.number == 0 || alternative.number != inner->number) continue;
        if (CategoryOf(alternative.type) == Category::kScalar)
          return Text(inner->bytes, inner->offset);
        if (alternative.type == Type::kDatasetRef) {
          const Member ref{"ref", Text(inner->bytes, inner->offset)};
          return tree_.Object({&ref, 1}, inner->offset);
        }
        return ReadObject(alternative.type, inner->bytes, inner->offset, depth);
      }
    }
    // Alternatives whose fields are the choice's own: the first that finds one.
    for (const Alternative& alternative : AlternativesOf(type)) {
      if (alternative.number != 0) continue;
      const Value value = ReadObject(alternative.type, raw.bytes, raw.offset, depth);
      if (!value.Members().empty()) {
        const auto fields = FieldsOf(alternative.type);
        if (value.Members().Find(fields.front().name) != nullptr ||
            std::any_of(fields.begin(), fields.end(), [&value](const Field& f) {
              return f.required != 0 && value.Members().Find(f.name) != nullptr;
            })) {
          return value;
        }
      }
    }
    return std::nullopt;
  }

  Tree tree_;
  Spec spec_;
  bool broken_ = false;
  std::uint32_t broken_at_ = 0;
};

}  // namespace

Result<ProtobufTree> FromProtobuf(Bytes bytes) {
  if (bytes.size() > limits::kProtobufBytes) return Fail("the document is too large");
  const std::string_view text = AsText(bytes);
  WireReader reader(text, 0);
  const auto first = reader.AtEnd() ? std::nullopt : reader.Next();
  const auto spec = first && first->number == 1 ? ParseSpec(first->bytes) : std::nullopt;
  if (!spec)
    return Fail("no CycloneDX message: the version is missing", "this program reads 1.4 to 1.7");
  ProtobufReader body("", *spec);
  const Value root = body.ReadRoot(text);
  if (body.broken()) {
    return Fail(fmt::format("the message at byte {} breaks off or is malformed", body.broken_at()),
                "the file may have been cut off: write it anew");
  }
  return ProtobufTree{body.Finish(root), *spec};
}

}  // namespace sbom::cyclonedx
