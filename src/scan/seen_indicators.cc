#include <algorithm>
#include <set>
#include <string>

#include "base/hash.h"
#include "base/text.h"
#include "intel/indicators.h"
#include "registry/tarball.h"
#include "scan/together.h"

namespace scan {
namespace {

class Seeker {
 public:
  Seeker(const intel::Indicators& indicators, Facts& found)
      : indicators_(indicators), found_(found) {}

  void LookIn(const Facts& facts) {
    for (const Fact& fact : facts) {
      for (const FactValue& value : fact.values) Look(value.text.View(), fact.evidence);
      Look(fact.evidence.decoded.View(), fact.evidence);
      Look(fact.evidence.file.View(), fact.evidence);
    }
  }
  void Look(std::string_view text, const Evidence& evidence) {
    for (const intel::Indicator* each : indicators_.NamedIn(text)) Tell(*each, evidence);
  }
  void LookFor(intel::IndicatorKind kind, std::string_view value, const Evidence& evidence) {
    for (const intel::Indicator* each : indicators_.Of(kind, value)) Tell(*each, evidence);
  }

 private:
  /// As people may pass it on: nothing that software makes a link of.
  static std::string Shown(const intel::Indicator& indicator) {
    switch (indicator.kind) {
      case intel::IndicatorKind::kHost:
      case intel::IndicatorKind::kAddress:
      case intel::IndicatorKind::kUrl:
        return intel::Defang(indicator.value);
      case intel::IndicatorKind::kHash:
      case intel::IndicatorKind::kFile:
      case intel::IndicatorKind::kPackage:
        return indicator.value;
    }
    return {};
  }

  /// Once for each indicator: the first place says enough.
  void Tell(const intel::Indicator& indicator, const Evidence& evidence) {
    if (!told_.insert(&indicator).second) return;
    Fact fact{
        .kind = FactKind::kIntelIndicator,
        .phase = Phase::kUnknown,
        .evidence = evidence,
        .values = {{.key = "indicator", .text = Untrusted(std::string(NameOf(indicator.kind)))},
                   {.key = "source", .text = Untrusted(indicator.source)},
                   {.key = "value", .text = Untrusted(Shown(indicator))}}};
    found_.push_back(std::move(fact));
  }

  const intel::Indicators& indicators_;
  Facts& found_;
  std::set<const intel::Indicator*> told_;
};

bool HasHashes(const intel::Indicators& indicators) {
  return std::any_of(
      indicators.all().begin(), indicators.all().end(),
      [](const intel::Indicator& each) { return each.kind == intel::IndicatorKind::kHash; });
}

}  // namespace

AddedFacts IndicatorsAmong(const World& world, const std::vector<KnownItem>& items) {
  AddedFacts added(items.size());
  const intel::Indicators& indicators = *world.indicators;
  const bool hashes = HasHashes(indicators);
  for (std::size_t i = 0; i < items.size(); ++i) {
    Seeker seeker(indicators, added[i]);
    seeker.LookIn(*items[i].code);
    seeker.LookIn(*items[i].trusted);
    if (!items[i].about->name) continue;
    const std::string& name = items[i].about->name->text();
    Evidence evidence;
    evidence.file = Untrusted("package.json");
    seeker.LookFor(intel::IndicatorKind::kPackage, name, evidence);
    seeker.LookFor(intel::IndicatorKind::kPackage, name + "@" + items[i].about->version, evidence);
    if (!hashes || items[i].integrity->empty()) continue;
    const auto tarball = registry::FetchTarball(
        world.registry, {.id = {.name = *items[i].about->name, .version = items[i].about->version},
                         .resolved = std::string(items[i].about->resolved.View()),
                         .integrity = *items[i].integrity});
    if (!tarball) continue;
    for (const std::string& hex :
         {Hex(Sha1(tarball->bytes)), Hex(Sha256(tarball->bytes)), Hex(Sha512(tarball->bytes))})
      seeker.LookFor(intel::IndicatorKind::kHash, hex, evidence);
  }
  return added;
}

}  // namespace scan
