#include <algorithm>
#include <bit>
#include <cmath>
#include <map>

#include "base/clock.h"
#include "sbom/cyclonedx_protobuf.h"

namespace sbom::cyclonedx {
namespace {

using formats::json::Member;
using formats::json::Object;
using formats::json::Value;

enum WireType : unsigned { kWireVarint = 0, kWireFixed64 = 1, kWireBytes = 2, kWireFixed32 = 5 };

/// The bytes of one message, by field number: fields may be met in any order.
class Message {
 public:
  void Varint(unsigned number, std::uint64_t value) {
    std::string& out = Start(number, kWireVarint);
    AppendVarint(out, value);
  }
  void Bytes(unsigned number, std::string_view bytes) {
    std::string& out = Start(number, kWireBytes);
    AppendVarint(out, bytes.size());
    out += bytes;
  }
  void Double(unsigned number, double value) {
    Fixed(Start(number, kWireFixed64), std::bit_cast<std::uint64_t>(value), 8);
  }
  void Float(unsigned number, double value) {
    Fixed(Start(number, kWireFixed32), std::bit_cast<std::uint32_t>(static_cast<float>(value)), 4);
  }
  [[nodiscard]] std::string Finish() const {
    std::string out;
    for (const auto& [number, bytes] : fields_) out += bytes;
    return out;
  }

 private:
  static void AppendVarint(std::string& out, std::uint64_t value) {
    for (; value >= 0x80; value >>= 7U) out += static_cast<char>(value | 0x80U);
    out += static_cast<char>(value);
  }
  static void Fixed(std::string& out, std::uint64_t bits, unsigned bytes) {
    for (unsigned i = 0; i < bytes; ++i) out += static_cast<char>(bits >> (8 * i));
  }
  std::string& Start(unsigned number, WireType type) {
    std::string& out = fields_[number];
    AppendVarint(out, std::uint64_t{number} << 3U | type);
    return out;
  }
  std::map<unsigned, std::string> fields_;
};

std::string TimeMessage(std::string_view text) {
  const auto millis = ParseTime(text);
  if (!millis) return {};
  const std::int64_t seconds = (*millis >= 0 ? *millis : *millis - 999) / 1000;
  const std::int64_t rest = *millis - seconds * 1000;
  Message message;
  if (seconds != 0) message.Varint(1, static_cast<std::uint64_t>(seconds));
  if (rest != 0) message.Varint(2, static_cast<std::uint64_t>(rest) * 1'000'000);
  return message.Finish();
}

/// Recursion follows the tree, whose depth the readers bound.
class ProtobufWriter {
 public:
  explicit ProtobufWriter(Spec spec) : spec_(spec) {}

  std::string WriteObject(Type type, const Object& object) {
    Message message;
    std::map<unsigned, Message> inner;  // for fields of a message in a message
    AddFields(type, object, message, inner);
    for (const auto& [number, part] : inner) message.Bytes(number, part.Finish());
    return message.Finish();
  }

 private:
  void AddFields(Type type, const Object& object, Message& message,
                 std::map<unsigned, Message>& inner) {
    for (const Member& member : object) {
      const Field* const field =
          FindField(type, member.key, spec_, Encoding::kProtobuf, member.value);
      if (field == nullptr || field->wire == Wire::kNone) continue;
      const unsigned outer = field->number / 64U;
      Message& place = outer == 0 ? message : inner[outer];
      const unsigned number = outer == 0 ? field->number : field->number % 64U;
      if (!field->IsList() || (member.key == "tools" && field->type == Type::kToolSet)) {
        AddValue(*field, number, member.value, place);
        continue;
      }
      for (const Value& element : member.value.Elements()) AddValue(*field, number, element, place);
    }
  }

  void AddValue(const Field& field, unsigned number, const Value& value, Message& message) {
    const std::string_view text = value.AsString().value_or(value.AsNumberText().value_or(""));
    switch (field.wire) {
      case Wire::kNone:
        return;
      case Wire::kString:
        message.Bytes(number, text);
        return;
      case Wire::kBool:
        message.Varint(number, value.AsBool().value_or(false) ? 1 : 0);
        return;
      case Wire::kVarint:
        message.Varint(number,
                       static_cast<std::uint64_t>(std::llround(value.AsDouble().value_or(0))));
        return;
      case Wire::kDouble:
        message.Double(number, value.AsDouble().value_or(0));
        return;
      case Wire::kFloat:
        message.Float(number, value.AsDouble().value_or(0));
        return;
      case Wire::kEnum:
        if (const Word* const word = FindWord(field.type, text);
            word != nullptr && word->number >= 0) {
          message.Varint(number, static_cast<std::uint64_t>(word->number));
        }
        return;
      case Wire::kTime:
        message.Bytes(number, TimeMessage(text));
        return;
      case Wire::kReference: {
        Message reference;
        reference.Bytes(1, text);
        message.Bytes(number, reference.Finish());
        return;
      }
      case Wire::kMessage:
        message.Bytes(number, MessageOf(field.type, value));
        return;
    }
  }

  std::string MessageOf(Type type, const Value& value) {
    if (CategoryOf(type) != Category::kChoice) return WriteObject(type, value.Members());
    const Alternative& alternative = Choose(type, value);
    if (alternative.number == 0) return WriteObject(alternative.type, value.Members());
    Message choice;
    if (CategoryOf(alternative.type) == Category::kScalar) {
      choice.Bytes(alternative.number, value.AsString().value_or(""));
    } else if (alternative.type == Type::kDatasetRef) {
      choice.Bytes(alternative.number, value.Members().FindString("ref").value_or(""));
    } else {
      choice.Bytes(alternative.number, WriteObject(alternative.type, value.Members()));
    }
    return choice.Finish();
  }

  Spec spec_;
};

}  // namespace

std::string ToProtobuf(const Value& root, Spec spec) {
  return ProtobufWriter(spec).WriteObject(Type::kBom, root.Members());
}

}  // namespace sbom::cyclonedx
