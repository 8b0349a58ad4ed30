#include "sbom/cyclonedx_json.h"

#include <algorithm>
#include <vector>

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
  /// In the order of the table, then what the table does not know in the order it stands in.
  void WriteObject(Type type, const Object& object) {
    writer_.BeginObject();
    const std::size_t first = places_.size();
    const std::size_t last = first + FindPlaces(type, object);
    for (std::size_t i = first; i < last; ++i) {
      const Place place = places_[i];  // a copy: what is inside adds places of its own
      if (i + 1 < last && places_[i + 1].row == place.row) continue;  // hidden by a later one
      const Field& row = FieldsOf(type)[place.row];
      const Value& value = object.begin()[place.member].value;
      const Field* const best = BestRow(row, spec_, Encoding::kJson, value);
      writer_.Key(row.name);
      WriteValue(best != nullptr ? best->type : row.type, value);
    }
    places_.resize(first);
    if (last - first < object.size()) WriteUnknown(type, object);
    writer_.EndObject();
  }

  /// Puts the members that the table knows behind `places_`, sorted; how many they are.
  std::size_t FindPlaces(Type type, const Object& object) {
    const std::size_t first = places_.size();
    for (std::uint32_t i = 0; i < object.size(); ++i) {
      const Field* const row = FindRow(type, object.begin()[i].key);
      if (row == nullptr) continue;
      places_.push_back({static_cast<std::uint32_t>(row - FieldsOf(type).data()), i});
    }
    std::sort(places_.begin() + static_cast<std::ptrdiff_t>(first), places_.end());
    return places_.size() - first;
  }

  void WriteUnknown(Type type, const Object& object) {
    for (const Member& member : object) {
      if (IsXmlOnly(member.key) || object.FindMember(member.key) != &member) continue;
      if (FindRow(type, member.key) != nullptr) continue;
      writer_.Key(member.key);
      formats::json::Write(writer_, member.value);
    }
  }

  /// Where a member is to be written: the first row of its name, then its index in the object.
  struct Place {
    std::uint32_t row;
    std::uint32_t member;
    auto operator<=>(const Place&) const = default;
  };

  formats::JsonWriter writer_;
  Spec spec_;
  std::vector<Place> places_;  ///< of the objects that are being written, outermost first
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
