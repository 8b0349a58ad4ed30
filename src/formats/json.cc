#include "formats/json.h"

#include <algorithm>
#include <charconv>

namespace formats::json {

std::string_view NameOf(Kind kind) {
  switch (kind) {
    case Kind::kNull:
      return "null";
    case Kind::kFalse:
    case Kind::kTrue:
      return "boolean";
    case Kind::kNumber:
      return "number";
    case Kind::kString:
      return "string";
    case Kind::kArray:
      return "array";
    case Kind::kObject:
      return "object";
  }
  return "";
}

std::optional<bool> Value::AsBool() const {
  if (kind() == Kind::kTrue) return true;
  if (kind() == Kind::kFalse) return false;
  return std::nullopt;
}

std::optional<std::string_view> Value::AsString() const {
  if (kind() != Kind::kString) return std::nullopt;
  return Text();
}

std::optional<std::string_view> Value::AsNumberText() const {
  if (kind() != Kind::kNumber) return std::nullopt;
  return Text();
}

namespace {
template <typename Number>
std::optional<Number> ReadWhole(std::string_view text) {
  Number number{};
  const char* const end = text.data() + text.size();
  const auto [stopped, failure] = std::from_chars(text.data(), end, number);
  if (failure != std::errc() || stopped != end) return std::nullopt;
  return number;
}
}  // namespace

std::optional<double> Value::AsDouble() const {
  if (kind() != Kind::kNumber) return std::nullopt;
  return ReadWhole<double>(Text());
}

std::optional<std::int64_t> Value::AsInteger() const {
  if (kind() != Kind::kNumber) return std::nullopt;
  return ReadWhole<std::int64_t>(Text());
}

std::optional<Object> Value::AsObject() const {
  if (kind() != Kind::kObject) return std::nullopt;
  return Object(static_cast<const Member*>(data_), size_);
}

std::optional<Array> Value::AsArray() const {
  if (kind() != Kind::kArray) return std::nullopt;
  return Array(static_cast<const Value*>(data_), size_);
}

Object Value::Members() const {
  return AsObject().value_or(Object());
}
Array Value::Elements() const {
  return AsArray().value_or(Array());
}

std::span<const std::uint32_t> Object::Index() const {
  if (size_ < kIndexedSize) return {};
  return {reinterpret_cast<const std::uint32_t*>(members_ + size_), size_};
}

const Member* Object::FindMember(std::string_view key) const {
  const auto index = Index();
  if (index.empty()) {
    // Most keys differ in length or at their end: a call for each costs a tenth of writing a
    // document.
    const char last = key.empty() ? '\0' : key.back();
    for (const Member* member = end(); member != begin();) {
      --member;
      if (member->key.size() != key.size() || (!key.empty() && member->key.back() != last))
        continue;
      if (member->key == key) return member;
    }
    return nullptr;
  }
  const auto after =
      std::upper_bound(index.begin(), index.end(), key,
                       [this](std::string_view a, std::uint32_t b) { return a < members_[b].key; });
  if (after == index.begin() || members_[*(after - 1)].key != key) return nullptr;
  return &members_[*(after - 1)];
}

const Value* Object::Find(std::string_view key) const {
  const Member* const member = FindMember(key);
  return member == nullptr ? nullptr : &member->value;
}

std::optional<std::string_view> Object::FindString(std::string_view key) const {
  const Value* const value = Find(key);
  return value == nullptr ? std::nullopt : value->AsString();
}

std::optional<bool> Object::FindBool(std::string_view key) const {
  const Value* const value = Find(key);
  return value == nullptr ? std::nullopt : value->AsBool();
}

std::optional<std::int64_t> Object::FindInteger(std::string_view key) const {
  const Value* const value = Find(key);
  return value == nullptr ? std::nullopt : value->AsInteger();
}

std::optional<Object> Object::FindObject(std::string_view key) const {
  const Value* const value = Find(key);
  return value == nullptr ? std::nullopt : value->AsObject();
}

std::optional<Array> Object::FindArray(std::string_view key) const {
  const Value* const value = Find(key);
  return value == nullptr ? std::nullopt : value->AsArray();
}

Object Object::MembersOf(std::string_view key) const {
  return FindObject(key).value_or(Object());
}

Array Object::ElementsOf(std::string_view key) const {
  return FindArray(key).value_or(Array());
}

std::vector<const Member*> Object::HiddenMembers() const {
  std::vector<const Member*> hidden;
  if (const auto index = Index(); !index.empty()) {
    // Repeats stand beside each other there, the last of them behind the others.
    for (std::size_t i = 0; i + 1 < index.size(); ++i) {
      if (members_[index[i]].key == members_[index[i + 1]].key)
        hidden.push_back(&members_[index[i]]);
    }
    std::sort(hidden.begin(), hidden.end());
    return hidden;
  }
  for (const Member& member : *this) {
    if (FindMember(member.key) != &member) hidden.push_back(&member);
  }
  return hidden;
}

}  // namespace formats::json
