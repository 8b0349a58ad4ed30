#include "model/resemblance.h"

std::string_view NameOf(FeatureTier tier) {
  switch (tier) {
    case FeatureTier::kWeak:
      return "weak";
    case FeatureTier::kMedium:
      return "medium";
    case FeatureTier::kStrong:
      return "strong";
  }
  return {};
}

std::optional<FeatureTier> FindFeatureTier(std::string_view name) {
  for (const FeatureTier tier : {FeatureTier::kWeak, FeatureTier::kMedium, FeatureTier::kStrong})
    if (NameOf(tier) == name) return tier;
  return std::nullopt;
}

std::string_view NameOf(Likeness likeness) {
  switch (likeness) {
    case Likeness::kNone:
      return "no resemblance";
    case Likeness::kResembles:
      return "resembles";
    case Likeness::kRelated:
      return "related";
    case Likeness::kLikely:
      return "likely";
  }
  return {};
}
