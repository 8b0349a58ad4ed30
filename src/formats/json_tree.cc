#include "formats/json_tree.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include "base/check.h"
#include "formats/json_composer.h"

namespace formats::json {

Tree::Tree(std::string_view text) {
  document_.text_ = document_.arena_.Copy(text);
}

Value Tree::String(std::string_view text, std::uint32_t offset) {
  const std::string_view kept = Keep(text);
  return {Kind::kString, offset, kept.data(), static_cast<std::uint32_t>(kept.size())};
}

Value Tree::Shown(std::string_view text, std::uint32_t offset) {
  return {Kind::kString, offset, text.data(), static_cast<std::uint32_t>(text.size())};
}

Value Tree::NumberText(std::string_view text, std::uint32_t offset) {
  const std::string_view kept = Keep(text);
  return {Kind::kNumber, offset, kept.data(), static_cast<std::uint32_t>(kept.size())};
}

Value Tree::Number(std::uint64_t number, std::uint32_t offset) {
  return NumberText(fmt::format_int(number).c_str(), offset);
}

Value Tree::Word(Kind kind, std::uint32_t offset) {
  CHECK(kind == Kind::kNull || kind == Kind::kTrue || kind == Kind::kFalse,
        "a word is null, true or false");
  return {kind, offset, nullptr, 0};
}

Value Tree::Array(std::span<const Value> elements, std::uint32_t offset) {
  const auto kept = document_.arena_.Copy(elements);
  return {Kind::kArray, offset, kept.data(), static_cast<std::uint32_t>(kept.size())};
}

Value Tree::Object(std::span<const Member> members, std::uint32_t offset) {
  return Composer::MakeObject(document_.arena_, offset, members);
}

// Recursion is bounded by the depth of the document that `value` is of (limits::kJsonDepth).
Value Tree::Copy(const Value& value) {
  switch (value.kind()) {
    case Kind::kNull:
    case Kind::kTrue:
    case Kind::kFalse:
      return value;
    case Kind::kNumber:
      return NumberText(*value.AsNumberText(), value.offset());
    case Kind::kString:
      return String(*value.AsString(), value.offset());
    case Kind::kArray: {
      std::vector<Value> elements;
      for (const Value& element : value.Elements()) elements.push_back(Copy(element));
      return Array(elements, value.offset());
    }
    case Kind::kObject: {
      std::vector<Member> members;
      for (const Member& member : value.Members()) {
        members.push_back({Keep(member.key), Copy(member.value), member.key_offset});
      }
      return Object(members, value.offset());
    }
  }
  return {};
}

Document Tree::Finish(Value root) && {
  document_.root_ = root;
  return std::move(document_);
}

void Write(JsonWriter& writer, const Value& value) {
  switch (value.kind()) {
    case Kind::kNull:
      writer.Null();
      return;
    case Kind::kTrue:
    case Kind::kFalse:
      writer.Bool(value.kind() == Kind::kTrue);
      return;
    case Kind::kNumber:
      writer.NumberText(*value.AsNumberText());
      return;
    case Kind::kString:
      writer.String(*value.AsString());
      return;
    case Kind::kArray:
      writer.BeginArray();
      for (const Value& element : value.Elements()) Write(writer, element);
      writer.EndArray();
      return;
    case Kind::kObject:
      writer.BeginObject();
      for (const Member& member : value.Members()) {
        writer.Key(member.key);
        Write(writer, member.value);
      }
      writer.EndObject();
      return;
  }
}

bool SameValue(const Value& a, const Value& b) {
  if (a.kind() != b.kind()) return false;
  switch (a.kind()) {
    case Kind::kNull:
    case Kind::kTrue:
    case Kind::kFalse:
      return true;
    case Kind::kNumber:
      return a.AsNumberText() == b.AsNumberText() || a.AsDouble() == b.AsDouble();
    case Kind::kString:
      return a.AsString() == b.AsString();
    case Kind::kArray: {
      const auto left = a.Elements();
      const auto right = b.Elements();
      return std::equal(left.begin(), left.end(), right.begin(), right.end(), SameValue);
    }
    case Kind::kObject: {
      const auto left = a.Members();
      const auto right = b.Members();
      const auto within = [](const Object& outer, const Object& inner) {
        return std::all_of(inner.begin(), inner.end(), [&outer, &inner](const Member& member) {
          if (inner.FindMember(member.key) != &member) return true;  // hidden by a later one
          const Value* const other = outer.Find(member.key);
          return other != nullptr && SameValue(*other, member.value);
        });
      };
      return within(left, right) && within(right, left);
    }
  }
  return false;
}

std::uint64_t HashOf(const Value& value) {
  const auto kind = static_cast<std::uint64_t>(value.kind()) * 0x9E3779B97F4A7C15U;
  const auto mixed = [](std::uint64_t x) {
    x ^= x >> 31U;
    x *= 0xBF58476D1CE4E5B9U;
    return x ^ x >> 29U;
  };
  switch (value.kind()) {
    case Kind::kNull:
    case Kind::kTrue:
    case Kind::kFalse:
      return mixed(kind);
    case Kind::kNumber:
      return mixed(kind + std::hash<double>()(value.AsDouble().value_or(0)));
    case Kind::kString:
      return mixed(kind + std::hash<std::string_view>()(*value.AsString()));
    case Kind::kArray: {
      std::uint64_t hash = kind;
      for (const Value& element : value.Elements()) hash = mixed(hash * 31U + HashOf(element));
      return hash;
    }
    case Kind::kObject: {
      std::uint64_t hash = kind;
      const auto members = value.Members();
      for (const Member& member : members) {
        if (members.FindMember(member.key) != &member) continue;
        hash += mixed(std::hash<std::string_view>()(member.key) * 31U + HashOf(member.value));
      }
      return mixed(hash);
    }
  }
  return kind;
}

}  // namespace formats::json
