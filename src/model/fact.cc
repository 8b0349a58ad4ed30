#include "model/fact.h"

#include <algorithm>
#include <array>
#include <tuple>

namespace {

constexpr auto kKinds = std::to_array<FactKindInfo>({
#define FACT(enumerator, name, keys, meaning) {name, keys, meaning},
#include "model/fact_kinds.def"
#undef FACT
});

constexpr bool IsSorted() {
  for (std::size_t i = 1; i < kKinds.size(); ++i) {
    if (!(kKinds[i - 1].name < kKinds[i].name)) return false;
  }
  return true;
}
static_assert(IsSorted(), "model/fact_kinds.def is sorted by name, and no name stands there twice");

auto Order(const Fact& fact) {
  return std::tie(fact.kind, fact.evidence.file, fact.evidence.position, fact.evidence.bytes.begin,
                  fact.evidence.bytes.end, fact.phase, fact.values);
}

}  // namespace

const FactKindInfo& InfoOf(FactKind kind) {
  return kKinds[static_cast<std::size_t>(kind)];
}

std::optional<FactKind> FindFactKind(std::string_view name) {
  const auto at = std::lower_bound(
      kKinds.begin(), kKinds.end(), name,
      [](const FactKindInfo& info, std::string_view wanted) { return info.name < wanted; });
  if (at == kKinds.end() || at->name != name) return std::nullopt;
  return static_cast<FactKind>(at - kKinds.begin());
}

std::size_t FactKindCount() {
  return kKinds.size();
}

std::string_view NameOf(Phase phase) {
  switch (phase) {
    case Phase::kUnknown:
      return "unknown";
    case Phase::kInstall:
      return "install";
    case Phase::kImport:
      return "import";
    case Phase::kCall:
      return "call";
    case Phase::kNever:
      return "never";
  }
  return {};
}

std::optional<Phase> FindPhase(std::string_view name) {
  for (const Phase phase :
       {Phase::kUnknown, Phase::kInstall, Phase::kImport, Phase::kCall, Phase::kNever}) {
    if (NameOf(phase) == name) return phase;
  }
  return std::nullopt;
}

const Untrusted* Fact::Find(std::string_view key) const {
  for (const FactValue& value : values) {
    if (value.key == key) return &value.text;
  }
  return nullptr;
}

void Sort(Facts& facts) {
  for (Fact& fact : facts) std::sort(fact.values.begin(), fact.values.end());
  std::stable_sort(facts.begin(), facts.end(),
                   [](const Fact& a, const Fact& b) { return Order(a) < Order(b); });
}
