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
