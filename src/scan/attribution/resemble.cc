#include "scan/attribution/resemble.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <tuple>

#include "base/check.h"
#include "base/text.h"
#include "detect/evaluate.h"
#include "intel/indicators.h"
#include "scan/examine.h"
#include "scan/trust.h"
#include "scan/vet_things.h"

namespace scan {
namespace {

constexpr std::size_t kHabits = 3;  ///< independent ones that make a resemblance

/// The first place where one of the values is seen, letters of any case.
std::optional<Resemblance::Match> FindValue(const std::vector<std::string>& values,
                                            const Facts& facts) {
  std::vector<std::string> wanted;
  for (const std::string& value : values) wanted.push_back(ToLower(intel::Refang(value)));
  const auto find_in = [&](std::string_view text) -> const std::string* {
    const std::string lower = ToLower(text);
    for (const std::string& value : wanted)
      if (lower.find(value) != std::string::npos) return &value;
    return nullptr;
  };
  for (const Fact& fact : facts) {
    std::vector<std::string_view> texts = {fact.evidence.file.View(), fact.evidence.snippet.View(),
                                           fact.evidence.decoded.View()};
    for (const FactValue& value : fact.values) texts.push_back(value.text.View());
    for (const std::string_view text : texts)
      if (const std::string* const value = find_in(text))
        return Resemblance::Match{
            .feature = 0, .place = fact.evidence.file, .seen = Untrusted(intel::Defang(*value))};
  }
  return std::nullopt;
}

std::optional<Resemblance::Match> FindClause(const Profile::Feature& feature, const Facts& facts) {
  const detect::NamedClause clause{.id = feature.id, .clause = feature.when};
  const auto rules = detect::RuleSet::OfClauses({&clause, 1});
  CHECK(rules.has_value(), "a profile is read only when its clauses can be");
  const auto findings = detect::Evaluate(*rules, facts, nullptr);
  if (findings.empty() || findings.front().facts.empty()) return std::nullopt;
  const Fact& fact = findings.front().facts.front();
  std::string seen(InfoOf(fact.kind).name);
  for (const FactValue& value : fact.values) {
    seen += " " + value.key + "=";
    seen += value.text.View();
  }
  return Resemblance::Match{
      .feature = 0, .place = fact.evidence.file, .seen = Untrusted(std::move(seen))};
}

Likeness LikenessOf(std::size_t strong, std::size_t medium) {
  if (strong >= 2) return Likeness::kLikely;
  if (strong == 1) return Likeness::kRelated;
  return medium >= kHabits ? Likeness::kResembles : Likeness::kNone;
}

Resemblance Hold(const Profile& profile, const Facts& facts) {
  Resemblance resemblance{.profile = profile};
  std::set<std::string> strong;
  std::set<std::string> medium;
  for (std::size_t i = 0; i < profile.features.size(); ++i) {
    const Profile::Feature& feature = profile.features[i];
    auto match =
        feature.when.empty() ? FindValue(feature.values, facts) : FindClause(feature, facts);
    if (!match) {
      resemblance.missing.push_back(i);
      continue;
    }
    match->feature = i;
    resemblance.matched.push_back(*std::move(match));
    if (feature.tier == FeatureTier::kStrong) strong.insert(feature.group);
    if (feature.tier == FeatureTier::kMedium) medium.insert(feature.group);
  }
  resemblance.strong = strong.size();
  resemblance.medium = medium.size();
  resemblance.likeness = LikenessOf(strong.size(), medium.size());
  return resemblance;
}

auto OrderOf(const Resemblance& one) {
  // What is spoken against comes behind its equals.
  return std::tuple(-static_cast<int>(one.likeness), -static_cast<long>(one.strong),
                    !one.spoken_against_by.empty(), -static_cast<long>(one.medium),
                    -static_cast<long>(one.matched.size()), std::string_view(one.profile.id));
}

}  // namespace

std::vector<Resemblance> Resemble(const std::vector<Profile>& profiles, const Facts& facts) {
  std::vector<Resemblance> all;
  all.reserve(profiles.size());
  for (const Profile& profile : profiles) all.push_back(Hold(profile, facts));
  for (const Resemblance& other : all) {
    if (other.medium + other.strong < kHabits) continue;
    for (Resemblance& one : all) {
      const auto& excluded = other.profile.excludes;
      if (std::find(excluded.begin(), excluded.end(), one.profile.id) != excluded.end())
        one.spoken_against_by.push_back(other.profile.id);
    }
  }
  std::sort(all.begin(), all.end(),
            [](const Resemblance& a, const Resemblance& b) { return OrderOf(a) < OrderOf(b); });
  return all;
}

Result<Attribution> Attribute(const World& world, const std::vector<std::string>& things,
                              const std::vector<Profile>& profiles, const Options& options) {
  auto named = NameThings(world, things, options);
  if (!named) return Fail(std::move(named).error());
  auto examined = ExamineThings(world, *named, options);
  if (!examined) return Fail(std::move(examined).error());
  examined = ExamineTrust(world, named->inventory, named->items, *std::move(examined), options);
  if (!examined) return Fail(std::move(examined).error());
  Facts all;
  for (const Examined& item : examined->items) {
    all.insert(all.end(), item.known.facts.begin(), item.known.facts.end());
    all.insert(all.end(), item.trusted.facts.begin(), item.trusted.facts.end());
  }
  Sort(all);
  Attribution attribution{.subject = named->subject, .resemblances = Resemble(profiles, all)};
  const auto& list = attribution.resemblances;
  if (list.size() > 1 && list[0].likeness != Likeness::kNone)
    attribution.near = list[0].likeness == list[1].likeness && list[0].strong == list[1].strong &&
                       list[0].medium - std::min(list[0].medium, list[1].medium) <= 1;
  return attribution;
}

}  // namespace scan
