#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "formats/json.h"
#include "formats/json_writer.h"

namespace json = formats::json;

namespace {

void Write(const json::Value& value, formats::JsonWriter& writer) {
  switch (value.kind()) {
    case json::Kind::kNull:
      writer.Null();
      return;
    case json::Kind::kFalse:
    case json::Kind::kTrue:
      writer.Bool(*value.AsBool());
      return;
    case json::Kind::kNumber:
      // `-0` is a double of its own, not the integer 0.
      if (const auto integer = value.AsInteger(); integer.value_or(0) != 0) {
        writer.Number(*integer);
      } else {
        writer.Number(value.AsDouble().value_or(0));
      }
      return;
    case json::Kind::kString:
      writer.String(*value.AsString());
      return;
    case json::Kind::kArray:
      writer.BeginArray();
      for (const json::Value& element : value.Elements()) Write(element, writer);
      writer.EndArray();
      return;
    case json::Kind::kObject: {
      writer.BeginObject();
      const json::Object members = value.Members();
      for (const json::Member& member : members) {
        CHECK(members.Find(member.key) != nullptr, "every key is found");
        writer.Key(member.key);
        Write(member.value, writer);
      }
      writer.EndObject();
      return;
    }
  }
}

std::string Written(const json::Document& document) {
  std::string text;
  formats::JsonWriter writer(text);
  Write(document.root(), writer);
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto parsed = json::Parse(AsText({data, size}));
  if (!parsed) {
    CHECK(parsed.error().offset <= 3 * size, "an error is inside the text");
    return 0;
  }
  const std::string once = Written(*parsed);
  const auto again = json::Parse(once);
  CHECK(again.has_value(), "what was written reads back");
  CHECK(Written(*again) == once, "and says the same");
  return 0;
}
