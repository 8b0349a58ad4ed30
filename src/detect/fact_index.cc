#include "detect/fact_index.h"

#include <algorithm>
#include <tuple>

namespace detect {

namespace {

bool KindAndValuesBefore(const Fact* a, const Fact* b) {
  return std::tie(a->kind, a->values) < std::tie(b->kind, b->values);
}

}  // namespace

FactIndex::FactIndex(const Facts& facts) : starts_(FactKindCount() + 1), facts_(facts.size()) {
  for (const Fact& fact : facts) ++starts_[static_cast<std::size_t>(fact.kind) + 1];
  for (std::size_t i = 1; i < starts_.size(); ++i) starts_[i] += starts_[i - 1];
  std::vector<std::size_t> next = starts_;
  for (const Fact& fact : facts) facts_[next[static_cast<std::size_t>(fact.kind)]++] = &fact;
}

PreviousFacts::PreviousFacts(const Facts& facts) {
  sorted_.reserve(facts.size());
  for (const Fact& fact : facts) sorted_.push_back(&fact);
  std::sort(sorted_.begin(), sorted_.end(), KindAndValuesBefore);
}

bool PreviousFacts::Has(const Fact& fact) const {
  return std::binary_search(sorted_.begin(), sorted_.end(), &fact, KindAndValuesBefore);
}

}  // namespace detect
