#include "sbom/cyclonedx_json.h"

#include "formats/json_tree.h"

namespace sbom::cyclonedx {
namespace {

using formats::json::Kind;
using formats::json::Member;
using formats::json::Object;
using formats::json::Value;

/// Recursion follows the tree, whose depth the readers bound.
class JsonTreeWriter {
 public:
  JsonTreeWriter(std::string& out, Spec spec, formats::JsonStyle style)
      : writer_(out, style), spec_(spec) {}

  void WriteValue(Type type, const Value& value) {
    if (value.kind() == Kind::kArray) {
      writer_.BeginArray();
      for (const Value& element : value.Elements()) WriteValue(type, element);
      writer_.EndArray();
      return;
    }
    if (value.kind() == Kind::kObject && CategoryOf(type) == Category::kObject) {
      WriteObject(type, value.Members());
      return;
    }
    if (value.kind() == Kind::kObject && CategoryOf(type) == Category::kChoice) {
      WriteValue(Choose(type, value).type, value);
      return;
    }
    formats::json::Write(writer_, value);
  }

 private:
  void WriteObject(Type type, const Object& object) {
    writer_.BeginObject();
    std::uint32_t written = 0;
    std::string_view previous;
    for (const Field& field : FieldsOf(type)) {
      if (field.name == previous) continue;  // another row of the same field
      const Value* const value = object.Find(field.name);
      if (value == nullptr) continue;
      const Field* const best = FindField(type, field.name, spec_, Encoding::kJson, *value);
      if (best != nullptr && best->name == previous) continue;
      previous = field.name;
      writer_.Key(field.name);
      WriteValue(best != nullptr ? best->type : field.type, *value);
      ++written;
    }
    if (written < object.size()) WriteUnknown(type, object);
    writer_.EndObject();
  }

  void WriteUnknown(Type type, const Object& object) {
    for (const Member& member : object) {
      if (IsXmlOnly(member.key) || object.FindMember(member.key) != &member) continue;
      if (FindFieldOfAnyVersion(type, member.key, member.value) != nullptr) continue;
      writer_.Key(member.key);
      formats::json::Write(writer_, member.value);
    }
  }

  formats::JsonWriter writer_;
  Spec spec_;
};

}  // namespace

std::string ToJson(const Value& root, Spec spec, formats::JsonStyle style) {
  std::string out;
  // An npm component takes about this much; growing a text of megabytes copies it again and again.
  constexpr std::size_t kComponentBytes = 2048;
  if (root.kind() == Kind::kObject)
    out.reserve(root.Members().ElementsOf("components").size() * kComponentBytes);
  JsonTreeWriter(out, spec, style).WriteValue(Type::kBom, root);
  if (style == formats::JsonStyle::kPretty) out += '\n';
  return out;
}

}  // namespace sbom::cyclonedx
