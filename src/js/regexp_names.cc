#include "js/regexp_names.h"

namespace js::regexp {

GroupNames::State& GroupNames::Of(std::string_view name) {
  return states_.try_emplace(std::string(name), State::kUnknown).first->second;
}

bool GroupNames::Declare(std::string_view name) {
  State& state = Of(name);
  if (state == State::kReachable) return false;
  state = State::kReachable;
  declared_.push_back(&state);
  return true;
}

void GroupNames::Refer(std::string_view name, std::uint32_t offset) {
  references_.push_back({&Of(name), offset});
}

void GroupNames::Mark(std::uint32_t begin, State state) {
  for (std::uint32_t i = begin; i < count(); ++i) *declared_[i] = state;
}

void GroupNames::OpenDisjunction() {
  around_.push_back(open_);
  open_ = {count(), count()};
}

void GroupNames::NextAlternative() {
  Mark(open_.alternative, State::kElsewhere);
  open_.alternative = count();
}

void GroupNames::CloseDisjunction() {
  Mark(open_.begin, State::kReachable);
  open_ = around_.back();
  around_.pop_back();
}

std::optional<std::uint32_t> GroupNames::FindDangling() const {
  for (const Reference& reference : references_) {
    if (*reference.name == State::kUnknown) return reference.offset;
  }
  return std::nullopt;
}

}  // namespace js::regexp
