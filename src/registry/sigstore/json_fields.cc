#include "registry/sigstore/json_fields.h"

#include "base/text.h"
#include "formats/base64.h"

namespace registry {

using formats::json::Object;
using formats::json::Value;

std::optional<ByteVector> BytesOf(const Object& object, std::string_view key) {
  const auto text = object.FindString(key);
  if (!text) return std::nullopt;
  // Some writers break the lines of base64, and the common readers take that.
  std::string whole(*text);
  std::erase_if(whole, [](char c) { return c == '\n' || c == '\r'; });
  return formats::DecodeBase64(whole);
}

std::optional<std::uint64_t> WholeNumberOf(const Object& object, std::string_view key) {
  const Value* const value = object.Find(key);
  if (value == nullptr) return std::nullopt;
  if (const auto text = value->AsString()) return ParseNumber(*text);
  const auto number = value->AsInteger();
  if (!number || *number < 0) return std::nullopt;
  return static_cast<std::uint64_t>(*number);
}

std::string TextOf(const Object& object, std::string_view key) {
  return std::string(object.FindString(key).value_or(std::string_view()));
}

std::optional<Object> ObjectAt(const Object& object, std::initializer_list<std::string_view> path) {
  std::optional<Object> at = object;
  for (const std::string_view key : path) {
    if (!at) return std::nullopt;
    at = at->FindObject(key);
  }
  return at;
}

}  // namespace registry
