#include "model/rule_card.h"

#include <array>

namespace {

template <typename Enum, std::size_t count>
std::optional<Enum> FindByName(std::string_view name, const std::array<Enum, count>& all) {
  for (const Enum value : all) {
    if (NameOf(value) == name) return value;
  }
  return std::nullopt;
}

}  // namespace

std::string_view NameOf(Severity severity) {
  switch (severity) {
    case Severity::kInfo:
      return "info";
    case Severity::kLow:
      return "low";
    case Severity::kMedium:
      return "medium";
    case Severity::kHigh:
      return "high";
    case Severity::kCritical:
      return "critical";
  }
  return {};
}

std::optional<Severity> FindSeverity(std::string_view name) {
  return FindByName(name, std::array{Severity::kInfo, Severity::kLow, Severity::kMedium,
                                     Severity::kHigh, Severity::kCritical});
}

std::string_view NameOf(Confidence confidence) {
  switch (confidence) {
    case Confidence::kLow:
      return "low";
    case Confidence::kMedium:
      return "medium";
    case Confidence::kHigh:
      return "high";
  }
  return {};
}

std::optional<Confidence> FindConfidence(std::string_view name) {
  return FindByName(name, std::array{Confidence::kLow, Confidence::kMedium, Confidence::kHigh});
}

std::string_view NameOf(CardStatus status) {
  switch (status) {
    case CardStatus::kPreview:
      return "preview";
    case CardStatus::kStable:
      return "stable";
  }
  return {};
}

std::optional<CardStatus> FindCardStatus(std::string_view name) {
  return FindByName(name, std::array{CardStatus::kPreview, CardStatus::kStable});
}
