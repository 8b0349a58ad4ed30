#include "facts/code/json_modules.h"

#include <charconv>

#include "base/file_system.h"
#include "base/limits.h"
#include "facts/code/code_package.h"

namespace facts::code {

using formats::json::Value;

std::string_view JsonModules::Resolve(std::string_view from, std::string_view specifier) const {
  const bool relative = specifier.starts_with("./") || specifier.starts_with("../");
  if (!relative || !specifier.ends_with(".json")) return {};
  const ContentFile* const file =
      contents_.Find(NormalisePath(JoinPath(FolderOf(from), specifier)));
  return file == nullptr ? std::string_view() : std::string_view(file->path);
}

namespace {

const Value* Below(const Value& value, std::string_view key) {
  if (const auto object = value.AsObject()) return object->Find(key);
  const auto list = value.AsArray();
  std::uint32_t index = 0;
  const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), index);
  const bool number = error == std::errc() && end == key.data() + key.size();
  return list && number && index < list->size() ? &(*list)[index] : nullptr;
}

}  // namespace

std::optional<std::string> JsonModules::TextAt(std::string_view path,
                                               std::span<const std::string> keys) {
  const ContentFile* const file = contents_.Find(path);
  if (file == nullptr || file->bytes.size() > limits::kCodeJsonModuleBytes) return std::nullopt;
  auto known = documents_.find(path);
  if (known == documents_.end()) {
    if (documents_.size() >= limits::kCodeJsonModules) return std::nullopt;
    auto parsed = formats::json::Parse(AsText(file->bytes));
    known = documents_
                .emplace(path, parsed ? std::optional(*std::move(parsed))
                                      : std::optional<formats::json::Document>())
                .first;
  }
  if (!known->second) return std::nullopt;
  Value value = known->second->root();
  for (const std::string& key : keys) {
    const Value* const next = Below(value, key);
    if (next == nullptr) return std::nullopt;
    value = *next;
  }
  const auto text = value.AsString();
  return text ? std::optional<std::string>(*text) : std::nullopt;
}

}  // namespace facts::code
