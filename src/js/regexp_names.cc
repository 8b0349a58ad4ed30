#include "js/regexp_names.h"

namespace js::regexp {

Symbol GroupNames::Intern(std::string_view name) {
  const Symbol symbol = pool_.Intern(name);
  if (states_.size() < pool_.size()) states_.resize(pool_.size(), State::kUnknown);
  return symbol;
}

bool GroupNames::Declare(std::string_view name) {
  const Symbol symbol = Intern(name);
  State& state = states_[static_cast<std::uint32_t>(symbol)];
  if (state == State::kReachable) return false;
  state = State::kReachable;
  declared_.push_back(symbol);
  return true;
}

void GroupNames::Refer(std::string_view name, std::uint32_t offset) {
  references_.push_back({Intern(name), offset});
}

void GroupNames::Mark(std::uint32_t begin, State state) {
  for (std::uint32_t i = begin; i < count(); ++i) {
    states_[static_cast<std::uint32_t>(declared_[i])] = state;
  }
}

void GroupNames::NextAlternative() {
  Mark(open_.back().alternative, State::kElsewhere);
  open_.back().alternative = count();
}

void GroupNames::CloseDisjunction() {
  Mark(open_.back().begin, State::kReachable);
  open_.pop_back();
}

const GroupNames::Reference* GroupNames::FindDangling() const {
  for (const Reference& reference : references_) {
    if (states_[static_cast<std::uint32_t>(reference.name)] == State::kUnknown) return &reference;
  }
  return nullptr;
}

}  // namespace js::regexp
