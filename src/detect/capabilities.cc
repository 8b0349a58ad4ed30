#include "detect/capabilities.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>

namespace detect {
namespace {

struct Row {
  std::string_view kind;
  std::string_view name;
  std::string_view does;
  std::string_view example;
};
constexpr auto kRows = std::to_array<Row>({
#define CAPABILITY(kind, name, does, example) {kind, name, does, example},
#include "detect/capabilities.def"
#undef CAPABILITY
});

constexpr std::size_t kExamples = 3;

/// Install first; what is not known comes before what never runs.
int OrderOf(Phase phase) {
  switch (phase) {
    case Phase::kInstall:
      return 0;
    case Phase::kImport:
      return 1;
    case Phase::kCall:
      return 2;
    case Phase::kUnknown:
      return 3;
    case Phase::kNever:
      return 4;
  }
  return 5;
}

/// The first row of the capability that `row` belongs to: rows of one stand together.
std::size_t FirstOf(std::size_t row) {
  while (row > 0 && kRows[row - 1].name == kRows[row].name) --row;
  return row;
}

}  // namespace

std::vector<Capability> CapabilitiesOf(const Facts& facts) {
  struct Seen {
    std::uint32_t count = 0;
    std::set<Untrusted> examples;
  };
  std::map<FactKind, std::size_t> rows;
  for (std::size_t i = 0; i < kRows.size(); ++i) {
    if (const auto kind = FindFactKind(kRows[i].kind)) rows.emplace(*kind, i);
  }
  std::map<std::pair<std::size_t, int>, std::pair<Phase, Seen>> seen;
  for (const Fact& fact : facts) {
    const auto row = rows.find(fact.kind);
    if (row == rows.end()) continue;
    auto& [phase, one] = seen[{FirstOf(row->second), OrderOf(fact.phase)}];
    phase = fact.phase;
    ++one.count;
    const Untrusted* const example = fact.Find(kRows[row->second].example);
    if (example != nullptr && one.examples.size() < 16) one.examples.insert(*example);
  }
  std::vector<Capability> capabilities;
  for (const auto& [key, value] : seen) {
    const auto& [phase, one] = value;
    Capability capability{.name = std::string(kRows[key.first].name),
                          .does = std::string(kRows[key.first].does),
                          .phase = phase,
                          .count = one.count};
    for (const Untrusted& example : one.examples) {
      if (capability.examples.size() < kExamples) capability.examples.push_back(example);
    }
    capabilities.push_back(std::move(capability));
  }
  return capabilities;
}

}  // namespace detect
