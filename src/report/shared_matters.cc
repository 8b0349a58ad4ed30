#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/hash.h"
#include "base/text.h"
#include "report/report.h"
#include "report/share.h"

namespace report {
namespace {

using Kind = SharedMatter::Kind;

/// Records hold what software would make links of defanged.
std::string Refanged(std::string_view text) {
  std::string plain = ReplaceAll(ReplaceAll(std::string(text), "[.]", "."), "[@]", "@");
  if (plain.starts_with("hxxp")) plain = "http" + plain.substr(4);
  return plain;
}

/// The part of an indicator that a machine can look for: "192.0.2.1 (stage 1, :8000)" has words
/// behind it.
std::string FirstWord(std::string_view text) {
  return std::string(text.substr(0, text.find_first_of(" (,;")));
}

std::optional<Kind> KindOf(std::string_view kind) {
  if (kind == "addresses") return Kind::kAddress;
  if (kind == "hosts") return Kind::kHost;
  if (kind == "files") return Kind::kFile;
  return std::nullopt;
}

void SortUnique(std::vector<SharedMatter::Indicator>& list) {
  std::sort(list.begin(), list.end());
  list.erase(std::unique(list.begin(), list.end()), list.end());
}

SharedMatter MatterOf(const Incident& incident) {
  SharedMatter matter{.id = incident.id,
                      .title = incident.title,
                      .summary = incident.summary,
                      .ecosystem = incident.ecosystem,
                      .published = incident.published.value_or(0),
                      .modified = incident.modified.value_or(incident.published.value_or(0)),
                      .aliases = incident.aliases,
                      .techniques = incident.techniques,
                      .references = incident.references};
  std::map<std::string, std::set<std::string>> releases = incident.releases;
  for (const std::string& name : incident.names) releases[name].clear();
  for (auto& [name, versions] : releases) matter.releases.push_back({name, versions});
  for (const auto& [kind, values] : incident.indicators) {
    for (const std::string& value : values) {
      const std::string plain = Refanged(value);
      if (const auto known = KindOf(kind)) {
        const bool file = *known == Kind::kFile;
        const std::string base = file ? plain.substr(plain.find_last_of("/\\") + 1) : plain;
        matter.indicators.push_back({*known, FirstWord(base)});
      } else if (kind == "urls" && plain.starts_with("http")) {
        matter.indicators.push_back({Kind::kUrl, FirstWord(plain)});
      }
    }
  }
  for (const auto& [of, sha256] : incident.hashes)
    matter.indicators.push_back({Kind::kHash, sha256});
  std::erase_if(matter.indicators, [](const auto& each) { return each.value.empty(); });
  SortUnique(matter.indicators);
  return matter;
}

bool IsAddress(std::string_view host) {
  return !host.empty() && host.find_first_not_of("0123456789.") == std::string_view::npos;
}

/// Hosts of a finding's facts; what is local or only a name of a variable is left out.
void TakeHosts(const Finding& finding, SharedMatter& matter) {
  for (const Fact& fact : finding.facts) {
    for (const FactValue& value : fact.values) {
      if (value.key != "host") continue;
      const std::string host = ToLower(value.text.View());
      const bool named =
          host.find('.') != std::string::npos &&
          host.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-") == std::string::npos;
      if (named)
        matter.indicators.push_back({IsAddress(host) ? Kind::kAddress : Kind::kHost, host});
    }
  }
}

}  // namespace

std::vector<SharedMatter> MattersOf(const Investigation& investigation) {
  std::vector<SharedMatter> matters;
  for (const Incident& incident : investigation.incidents) {
    SharedMatter matter = MatterOf(incident);
    for (const Sighting& sighting : investigation.sightings) {
      if (sighting.incident != incident.id) continue;
      const bool ran = sighting.install == InstallChance::kHappened ||
                       sighting.install == InstallChance::kPossible;
      if (!ran) continue;
      matter.seen.push_back({.release = sighting.package.empty()
                                            ? std::string()
                                            : sighting.package + "@" + sighting.version,
                             .first = sighting.since});
    }
    matters.push_back(std::move(matter));
  }
  return matters;
}

std::vector<SharedMatter> MattersOf(const Assessment& assessment, std::span<const RuleCard> cards,
                                    UnixMillis now) {
  std::vector<SharedMatter> matters;
  for (const PackageAssessment& each : assessment.packages) {
    const Package& package = assessment.inventory.at(each.package);
    if (each.verdict.action == Action::kAllow || !package.name) continue;
    SharedMatter matter{
        .id =
            ReplaceAll(ReplaceAll(package.name->text() + "-" + package.version, "@", ""), "/", "-"),
        .published = now,
        .modified = now,
        .releases = {{package.name->text(), {package.version}}}};
    std::set<std::string> techniques;
    std::vector<std::string> titles;
    for (const JudgedFinding& judged : assessment.findings) {
      const bool against = judged.package == each.package && !judged.suppressed_by &&
                           judged.verdict.action != Action::kAllow;
      if (!against) continue;
      titles.push_back(judged.finding.title);
      TakeHosts(judged.finding, matter);
      if (const RuleCard* const card = FindCard(cards, judged.finding.rule))
        techniques.insert(card->attack.begin(), card->attack.end());
    }
    for (const Hash& hash : each.integrity.hashes())
      matter.indicators.push_back({Kind::kHash, Hex(hash.digest)});
    SortUnique(matter.indicators);
    matter.title = fmt::format("{}@{}: {}", package.name->text(), package.version,
                               titles.empty() ? "not trusted" : titles.front());
    matter.summary = Join(titles, "; ");
    matter.techniques.assign(techniques.begin(), techniques.end());
    const auto same = [&](const SharedMatter& other) { return other.id == matter.id; };
    if (std::none_of(matters.begin(), matters.end(), same)) matters.push_back(std::move(matter));
  }
  return matters;
}

}  // namespace report
