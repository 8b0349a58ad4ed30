#include "scan/registry_fact.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace scan {

Fact RegistryFact(FactKind kind, std::string_view name, std::string_view version,
                  std::vector<FactValue> values) {
  std::erase_if(values, [](const FactValue& value) { return value.text.empty(); });
  std::sort(values.begin(), values.end());
  Fact fact{.kind = kind, .phase = Phase::kUnknown, .evidence = {}, .values = std::move(values)};
  fact.evidence.file = Untrusted(fmt::format("registry/{}@{}", name, version));
  return fact;
}

std::string TextOf(const Facts& facts, FactKind kind, std::string_view key) {
  for (const Fact& fact : facts) {
    if (fact.kind != kind) continue;
    const Untrusted* const value = fact.Find(key);
    return value != nullptr ? std::string(value->View()) : std::string();
  }
  return {};
}

std::optional<std::uint64_t> NumberOf(const Facts& facts, FactKind kind, std::string_view key) {
  return ParseNumber(TextOf(facts, kind, key));
}

bool HasKind(const Facts& facts, FactKind kind) {
  return std::any_of(facts.begin(), facts.end(),
                     [&](const Fact& fact) { return fact.kind == kind; });
}

}  // namespace scan
