#include "policy/field_reader.h"

#include <algorithm>

namespace policy {

using formats::toml::Value;

void Remarks::Error(Position position, const char* code, std::string message, std::string help) {
  diagnostics_.push_back({.level = Diagnostic::Level::kError,
                          .code = code,
                          .message = std::move(message),
                          .file = file_,
                          .position = position,
                          .line_text = std::string(lines_.Line(text_, position.line)),
                          .help = std::move(help)});
}

const Value* FieldReader::Find(std::string_view key) {
  asked_.push_back(key);
  return table_.Find(key);
}

void FieldReader::WrongKind(std::string_view key, const Value& value, std::string_view wanted) {
  remarks_.Error(
      value.position, "P003",
      fmt::format("`{}` is of type {}, wanted {}", key, formats::toml::NameOf(value.kind), wanted),
      {});
}

std::optional<std::string> FieldReader::Text(std::string_view key) {
  const Value* value = Find(key);
  if (value == nullptr) return std::nullopt;
  const auto text = value->AsString();
  if (!text) WrongKind(key, *value, "text");
  return text ? std::optional(std::string(*text)) : std::nullopt;
}

std::vector<std::string> FieldReader::Texts(std::string_view key) {
  const Value* value = Find(key);
  std::vector<std::string> texts;
  if (value == nullptr) return texts;
  if (const auto text = value->AsString()) return {std::string(*text)};
  const std::vector<Value>* elements = value->AsArray();
  if (elements == nullptr) {
    WrongKind(key, *value, "text or a list of texts");
    return texts;
  }
  for (const Value& element : *elements) {
    const auto text = element.AsString();
    if (!text) WrongKind(key, element, "text");
    if (text) texts.emplace_back(*text);
  }
  if (elements->empty())
    remarks_.Error(value->position, "P005", fmt::format("`{}` is an empty list", key),
                   "leave the field out when it is to hold for everything");
  return texts;
}

std::optional<bool> FieldReader::Truth(std::string_view key) {
  const Value* value = Find(key);
  if (value == nullptr) return std::nullopt;
  const auto truth = value->AsBool();
  if (!truth) WrongKind(key, *value, "true or false");
  return truth;
}

std::optional<std::int64_t> FieldReader::Number(std::string_view key) {
  const Value* value = Find(key);
  if (value == nullptr) return std::nullopt;
  const auto number = value->AsInteger();
  if (!number) WrongKind(key, *value, "a whole number");
  return number;
}

std::optional<std::string> FieldReader::Date(std::string_view key) {
  const Value* value = Find(key);
  if (value == nullptr) return std::nullopt;
  const auto date = value->AsDate();
  if (!date) WrongKind(key, *value, "a date like 2027-01-31, without quotes");
  return date ? std::optional(std::string(*date)) : std::nullopt;
}

void FieldReader::Require(std::string_view key, std::string_view why) {
  remarks_.Error(table_.position, "P004", fmt::format("{} without `{}`", what_, key),
                 std::string(why));
}

void FieldReader::RefuseOthers() {
  const std::vector<formats::toml::Member>* members = table_.AsTable();
  if (members == nullptr) return;
  for (const formats::toml::Member& member : *members) {
    if (std::find(asked_.begin(), asked_.end(), member.key) != asked_.end()) continue;
    const auto nearest = Nearest(member.key, asked_);
    remarks_.Error(member.key_position, "P002",
                   fmt::format("{} has no field {}", what_, Quote(member.key)),
                   nearest ? fmt::format("did you mean `{}`?", *nearest)
                           : fmt::format("its fields are {}", fmt::join(asked_, ", ")));
  }
}

void FieldReader::Wrong(std::string_view key, std::string message, std::string help) {
  const Value* value = table_.Find(key);
  remarks_.Error(value == nullptr ? table_.position : value->position, "P005", std::move(message),
                 std::move(help));
}

}  // namespace policy
