#pragma once

#include <span>
#include <vector>

#include "model/fact.h"

namespace detect {

/// The facts of one subject by kind, in the order they were given within a kind. Points into them.
class FactIndex {
 public:
  explicit FactIndex(const Facts& facts);

  [[nodiscard]] std::span<const Fact* const> Of(FactKind kind) const {
    const auto at = static_cast<std::size_t>(kind);
    return std::span(facts_).subspan(starts_[at], starts_[at + 1] - starts_[at]);
  }

 private:
  std::vector<std::size_t> starts_;
  std::vector<const Fact*> facts_;
};

/// What the previous version was observed to do, for the question whether an observation is new. A
/// fact is the same when its kind and values are: files move and lines shift.
class PreviousFacts {
 public:
  explicit PreviousFacts(const Facts& facts);
  [[nodiscard]] bool Has(const Fact& fact) const;

 private:
  std::vector<const Fact*> sorted_;
};

}  // namespace detect
