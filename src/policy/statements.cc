#include "policy/statements.h"

#include <algorithm>
#include <tuple>

#include "model/package_id.h"
#include "model/vers.h"

namespace policy {
namespace {

std::string PurlOf(const Subject& subject, std::string_view version) {
  const auto name = PackageName::Parse(subject.name);
  return name ? NpmPurl(*name, version) : std::string{};
}

bool HasHash(const Integrity& integrity, std::string_view text) {
  const auto wanted = Integrity::Parse(text);
  const auto& hashes = integrity.hashes();
  return wanted && std::find(hashes.begin(), hashes.end(), wanted->strongest()) != hashes.end();
}

bool LiesIn(std::string_view versions, const std::string& version) {
  const auto range = VersRange::Parse(versions);
  const auto parsed = Version::Parse(version, SemVerMode::kLoose);
  return range && parsed && range->Contains(*parsed);
}

/// Whether the record behind the fact is known by one of these ids.
bool IsOneOf(const std::vector<std::string>& ids, const Fact& fact) {
  return std::any_of(fact.values.begin(), fact.values.end(), [&](const FactValue& value) {
    return (value.key == "id" || value.key == "alias") &&
           std::find(ids.begin(), ids.end(), value.text.View()) != ids.end();
  });
}

bool IsAboutMatter(const Suppression& suppression, const Finding& finding) {
  if (finding.facts.empty() || finding.facts_left_out > 0) return false;
  return std::all_of(finding.facts.begin(), finding.facts.end(), [&](const Fact& fact) {
    const bool record =
        fact.kind == FactKind::kIntelVulnerability ||
        (suppression.stance == Stance::kAccepted && fact.kind == FactKind::kIntelMalware);
    return record && IsOneOf(suppression.vulnerabilities, fact);
  });
}

bool CoversPackage(const Suppression& suppression, const Subject& subject) {
  if (suppression.purl.empty()) return subject.name.empty() == suppression.vulnerabilities.empty();
  if (subject.name.empty()) return false;
  return suppression.purl == PurlOf(subject, subject.version) ||
         suppression.purl == PurlOf(subject, {});
}

/// How many tests it has, those that say more counting more.
int Precision(const Suppression& suppression) {
  const bool version =
      !suppression.versions.empty() || suppression.purl.rfind('@') != std::string::npos;
  return (suppression.integrity ? 8 : 0) + (version ? 4 : 0) + (suppression.purl.empty() ? 0 : 2) +
         (suppression.product.empty() ? 0 : 1);
}

}  // namespace

bool Covers(const Suppression& suppression, const Finding& finding, const Subject& subject,
            UnixMillis now) {
  if (!suppression.rule.empty() && suppression.rule != finding.rule) return false;
  if (!suppression.vulnerabilities.empty() && !IsAboutMatter(suppression, finding)) return false;
  if (suppression.rule.empty() && suppression.vulnerabilities.empty()) return false;
  if (suppression.expires && now >= *suppression.expires) return false;
  if (!suppression.product.empty() && std::find(subject.products.begin(), subject.products.end(),
                                                suppression.product) == subject.products.end())
    return false;
  if (!CoversPackage(suppression, subject)) return false;
  if (!suppression.versions.empty() && !LiesIn(suppression.versions, subject.version)) return false;
  return !suppression.integrity || HasHash(subject.integrity, *suppression.integrity);
}

Statements::Statements(const std::vector<Suppression>& statements) : statements_(statements) {
  for (std::uint32_t i = 0; i < statements.size(); ++i) {
    for (const std::string& id : statements[i].vulnerabilities) by_id_[id].push_back(i);
  }
}

const Suppression* Statements::Deciding(const Finding& finding, const Subject& subject,
                                        UnixMillis now) const {
  if (by_id_.empty() || finding.facts.empty()) return nullptr;
  const Suppression* best = nullptr;
  const auto rank = [this](const Suppression& one) {
    return std::tuple(one.said, Precision(one), one.stance, -(&one - statements_.data()));
  };
  for (const FactValue& value : finding.facts.front().values) {
    if (value.key != "id" && value.key != "alias") continue;
    const auto about = by_id_.find(std::string(value.text.View()));
    if (about == by_id_.end()) continue;
    for (const std::uint32_t number : about->second) {
      const Suppression& one = statements_[number];
      if (best != nullptr && rank(one) <= rank(*best)) continue;
      if (Covers(one, finding, subject, now)) best = &one;
    }
  }
  return best;
}

}  // namespace policy
