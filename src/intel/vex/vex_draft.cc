#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "intel/version_order.h"
#include "intel/vex/vex_entry.h"
#include "model/platform.h"
#include "model/reached.h"

namespace intel {
namespace {

constexpr std::string_view kNotThere = "component_not_present";
constexpr std::string_view kNotReached = "vulnerable_code_not_in_execute_path";

std::string_view ValueOf(const Fact& fact, std::string_view key) {
  const Untrusted* const value = fact.Find(key);
  return value == nullptr ? std::string_view() : value->View();
}

std::vector<std::string_view> ValuesOf(const Fact& fact, std::string_view key) {
  std::vector<std::string_view> values;
  for (const FactValue& value : fact.values) {
    if (value.key == key) values.push_back(value.text.View());
  }
  return values;
}

std::string JoinViews(const std::vector<std::string_view>& texts) {
  std::string joined;
  for (const std::string_view text : texts)
    joined += (joined.empty() ? "" : ", ") + Escape(text, 120);
  return joined;
}

std::string Remedy(const Fact& record) {
  const std::string_view reachable = ValueOf(record, "update-to");
  if (!reachable.empty())
    return fmt::format("update to {}, which is within the ranges that are asked for",
                       Escape(reachable, 80));
  const auto fixed = ValuesOf(record, "fixed");
  if (fixed.empty())
    return "no fixed version is known: replace the package, or avoid what is vulnerable";
  const auto move = ValuesOf(record, "move");
  return fmt::format("update to {}{}", JoinViews(fixed),
                     move.empty() ? "" : "; for that " + JoinViews(move) + " has to move");
}

/// What is known, for who goes on looking.
std::string Notes(const Fact& record) {
  const std::string_view imported = ValueOf(record, "imported");
  std::string notes = "not decided by evidence";
  if (imported == "yes")
    notes = "the project's own code imports it at " + JoinViews(ValuesOf(record, "use"));
  if (imported == "through") notes = "a package that the project's own code imports may use it";
  if (imported == "named") notes = "a script, text or setting of the project names it";
  return notes + "; " + Remedy(record);
}

void Say(VexEntry& entry, Stance stance, std::string_view justification, std::string_view code,
         std::string reason) {
  entry.stance = stance;
  entry.justification = justification;
  entry.code = code;
  entry.reason = std::move(reason);
}

/// By package: whether it is installed where the project runs, that is without what is for
/// development, and without what need not be installed and is made for another system. Where that
/// is not known, everything is.
std::vector<bool> InstalledOn(const std::optional<Deployment>& deployment,
                              const Inventory& inventory) {
  if (!deployment) return std::vector<bool>(inventory.packages.size(), true);
  return ReachedFromRoot(
      inventory,
      [](const Dependency& dependency) { return dependency.scope != DependencyScope::kDev; },
      [&](PackageIndex index) {
        const Package& package = inventory.at(index);
        // What development and an optional dependency both lead to is no more needed than an
        // optional one: npm leaves it out, too, when it does not fit.
        return !(package.optional || package.dev_optional) || deployment->Admits(package.platforms);
      });
}

/// Why a package is not part of what is shipped; nothing when it is, or may be.
std::optional<std::string> WhyNotThere(const Package& package, bool installed, const Fact& record) {
  if (installed || package.extraneous) return std::nullopt;
  if (package.dev_optional) {
    return "only dependencies for development, and optional packages that are not installed where "
           "the project runs, lead to it";
  }
  if (!package.optional) return std::nullopt;
  const auto platform = ValuesOf(record, "platform");
  if (platform.empty())
    return "only optional packages made for other systems lead to it: it is not installed where "
           "the project runs";
  return fmt::format("an optional package made for {}: it is not installed where the project runs",
                     JoinViews(platform));
}

void Decide(VexEntry& entry, const Package& package, bool installed) {
  const Fact& record = entry.record;
  if (package.dev) {
    return Say(entry, Stance::kNotAffected, kNotThere, "code_not_present",
               "only dependencies for development lead to it: it is not part of what is shipped");
  }
  if (auto why = WhyNotThere(package, installed, record)) {
    return Say(entry, Stance::kNotAffected, kNotThere, "requires_environment", *std::move(why));
  }
  if (ValueOf(record, "imported") == "no") {
    return Say(entry, Stance::kNotAffected, kNotReached, "code_not_reachable",
               "neither the project's own code nor anything that it imports leads to the package");
  }
  const auto functions = ValuesOf(record, "function");
  const std::string_view referenced = ValueOf(record, "referenced");
  if (referenced == "no") {
    return Say(entry, Stance::kNotAffected, kNotReached, "code_not_reachable",
               fmt::format("the project's own code imports the package and nowhere names what is "
                           "vulnerable: {}",
                           JoinViews(functions)));
  }
  if (referenced == "yes") {
    Say(entry, Stance::kAffected, "", "",
        fmt::format("the project's own code names what is vulnerable: {}", JoinViews(functions)));
    entry.action = Remedy(record);
    return;
  }
  Say(entry, Stance::kUnderInvestigation, "", "", Notes(record));
}

/// The lowest fixed version at or below the installed one; nothing when none is.
std::optional<std::string> RemedyInstalled(const Affected& affected, std::string_view version) {
  for (const AffectedRange& range : affected.ranges) {
    if (range.type == RangeType::kGit) continue;
    const Order order =
        range.type == RangeType::kSemver ? Order::kSemver : OrderOf(affected.ecosystem);
    const auto installed = OrderedVersion::Parse(order, version);
    for (const RangeEvent& event : range.events) {
      if (event.kind != EventKind::kFixed) continue;
      const auto fixed = OrderedVersion::Parse(order, event.version);
      if (installed && fixed && *fixed <=> *installed <= 0) return event.version;
    }
  }
  return std::nullopt;
}

}  // namespace

std::string_view VexEntry::id() const {
  return ValueOf(record, "id");
}

std::vector<std::string> VexEntry::aliases() const {
  std::vector<std::string> ids;
  for (const std::string_view id : ValuesOf(record, "alias")) ids.emplace_back(id);
  return ids;
}

std::optional<Deployment> Deployment::Parse(std::string_view text) {
  const auto words = Split(text, '-');
  if (words.empty() || words.size() > 3 || words.front().empty()) return std::nullopt;
  Deployment deployment{.os = std::string(words[0])};
  if (words.size() > 1) deployment.cpu = words[1];
  if (words.size() > 2) deployment.libc = words[2];
  return deployment;
}

bool Deployment::Admits(Platforms wanted) const {
  if (cpu.empty()) wanted.cpu.clear();
  if (libc.empty() && os == "linux") wanted.libc.clear();  // elsewhere there is no choice of them
  return Fits(wanted, {.os = os, .cpu = cpu, .libc = libc});
}

std::vector<VexEntry> DraftVex(const std::map<PackageIndex, Facts>& records,
                               const Inventory& inventory,
                               const std::optional<Deployment>& deployment) {
  std::vector<VexEntry> entries;
  const std::vector<bool> installed = InstalledOn(deployment, inventory);
  for (const auto& [index, facts] : records) {
    const Package& package = inventory.at(index);
    if (!package.name) continue;
    for (const Fact& fact : facts) {
      if (fact.kind != FactKind::kIntelVulnerability) continue;
      VexEntry entry{
          .package = index, .purl = NpmPurl(*package.name, package.version), .record = fact};
      Decide(entry, package, installed[static_cast<std::size_t>(index)]);
      entries.push_back(std::move(entry));
    }
  }
  return entries;
}

std::vector<VexEntry> OverriddenVex(const Intelligence& intelligence, const Inventory& inventory) {
  std::vector<VexEntry> entries;
  for (std::size_t i = 0; i < inventory.packages.size(); ++i) {
    const Package& package = inventory.packages[i];
    if (!package.overridden || package.origin != Origin::kRegistry || !package.name) continue;
    for (const Pack* pack : intelligence.packs) {
      const auto known = pack->FindPackage(kNpm, package.name->text());
      if (!known) continue;
      for (const PackageEntry::Item& item : known->items) {
        const auto record = pack->ReadRecord(item.record);
        if (!record || record->advisory.malware || record->advisory.withdrawn != 0) continue;
        if (Evaluate(item.affected, package.version).affected()) continue;
        const auto remedy = RemedyInstalled(item.affected, package.version);
        if (!remedy) continue;
        VexEntry entry{.package = static_cast<PackageIndex>(i),
                       .purl = NpmPurl(*package.name, package.version)};
        entry.record.kind = FactKind::kIntelVulnerability;
        entry.record.values = {{.key = "id", .text = Untrusted(record->advisory.id)},
                               {.key = "summary", .text = Untrusted(record->advisory.summary)}};
        for (const std::string& alias : record->advisory.aliases)
          entry.record.values.push_back({.key = "alias", .text = Untrusted(alias)});
        Say(entry, Stance::kFixed, "", "",
            fmt::format("an override of the project chose {}; the remedy came with {}",
                        Escape(package.version, 80), Escape(*remedy, 80)));
        entries.push_back(std::move(entry));
      }
    }
  }
  return entries;
}

}  // namespace intel
