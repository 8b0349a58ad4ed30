#include "model/policy.h"

std::string_view NameOf(Action action) {
  switch (action) {
    case Action::kAllow:
      return "allow";
    case Action::kWarn:
      return "warn";
    case Action::kBlock:
      return "block";
  }
  return {};
}

std::optional<Action> FindAction(std::string_view name) {
  for (const Action action : {Action::kAllow, Action::kWarn, Action::kBlock}) {
    if (NameOf(action) == name) return action;
  }
  return std::nullopt;
}

std::string_view NameOf(Stance stance) {
  switch (stance) {
    case Stance::kAccepted:
      return "accepted";
    case Stance::kNotAffected:
      return "not_affected";
    case Stance::kFixed:
      return "fixed";
    case Stance::kUnderInvestigation:
      return "under_investigation";
    case Stance::kAffected:
      return "affected";
  }
  return {};
}
