#include "inventory/platforms.h"

#include "base/limits.h"
#include "base/text.h"

namespace inventory {
namespace {

using formats::json::Object;
using formats::json::Value;

void Add(std::string_view name, std::vector<Untrusted>& names) {
  if (!name.empty() && names.size() < limits::kPlatformNames) names.emplace_back(name);
}

std::vector<Untrusted> NamesAt(const Object& entry, std::string_view field) {
  std::vector<Untrusted> names;
  const Value* const value = entry.Find(field);
  if (value == nullptr) return names;
  Add(value->AsString().value_or(""), names);
  if (const auto list = value->AsArray()) {
    for (const Value& item : *list) Add(item.AsString().value_or(""), names);
  }
  return names;
}

}  // namespace

Platforms PlatformsOf(const Object& entry) {
  return {.os = NamesAt(entry, "os"), .cpu = NamesAt(entry, "cpu"), .libc = NamesAt(entry, "libc")};
}

Platforms PlatformsOfConditions(std::string_view conditions) {
  Platforms platforms;
  for (const std::string_view both : Split(conditions, '&')) {
    for (std::string_view one : Split(both, '|')) {
      one = Trim(one);
      while (one.starts_with('(')) one = Trim(one.substr(1));
      while (one.ends_with(')')) one = Trim(one.substr(0, one.size() - 1));
      const std::size_t equals = one.find('=');
      if (equals == std::string_view::npos) continue;
      const std::string_view field = Trim(one.substr(0, equals));
      const std::string_view name = Trim(one.substr(equals + 1));
      if (field == "os") Add(name, platforms.os);
      if (field == "cpu") Add(name, platforms.cpu);
      if (field == "libc") Add(name, platforms.libc);
    }
  }
  return platforms;
}

}  // namespace inventory
