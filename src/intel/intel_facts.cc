#include "intel/intel_facts.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "intel/cvss.h"
#include "intel/reach.h"
#include "intel/usage.h"

namespace intel {
namespace {

class FactWriter {
 public:
  FactWriter(const Inventory& inventory, const ProjectUse* use)
      : inventory_(inventory), reach_(inventory) {
    if (use != nullptr) usage_.emplace(inventory, reach_, *use);
  }

  Fact Write(const Match& match) {
    values_.clear();
    const Package& package = inventory_.at(match.package);
    const Advisory& first = Leading(match);
    Common(package, match.package);
    Add("id", first.id);
    for (const std::string& id : OtherIds(match, first.id)) Add("alias", id);
    for (const std::string& source : match.Sources()) Add("source", source);
    Add("grounds", NameOf(StrongestGrounds(match)));
    Add("identity", NameOf(match.trust));
    Add("scope", ScopeOf(package));
    Add("path", reach_.PathTo(match.package));
    Add("summary", first.summary);
    for (const std::string& url : ReferencesOf(match)) Add("reference", url);
    if (match.malware()) {
      Malware(match);
    } else {
      Vulnerability(match);
    }
    const FactKind kind = match.malware() ? FactKind::kIntelMalware : FactKind::kIntelVulnerability;
    return Make(kind, match.malware() ? Phase::kInstall : Phase::kUnknown, package);
  }

  Fact Write(const Unmatched& unmatched) {
    values_.clear();
    const Package& package = inventory_.at(unmatched.package);
    Common(package, unmatched.package);
    Add("id", unmatched.id);
    Add("reason", NameOf(unmatched.why));
    Add("malware", YesNo(unmatched.malware));
    return Make(FactKind::kIntelUnmatched, Phase::kUnknown, package);
  }

 private:
  static std::string_view YesNo(bool truth) { return truth ? "yes" : "no"; }

  void Add(std::string_view key, std::string_view text) {
    if (!text.empty()) values_.push_back({.key = std::string(key), .text = Untrusted(text)});
  }

  void Common(const Package& package, PackageIndex /*index*/) {
    Add("package", package.name ? package.name->text() : package.folder_name);
    Add("version", package.version);
  }

  Fact Make(FactKind kind, Phase phase, const Package& package) {
    Fact fact{.kind = kind, .phase = phase};
    const std::string& lockfile = inventory_.LockfileOf(package);
    fact.evidence.file = Untrusted(lockfile.empty() ? package.path : lockfile);
    fact.evidence.position = {.line = package.line, .column = package.line > 0 ? 1U : 0U};
    fact.evidence.snippet = Untrusted(fmt::format(
        "{}@{}", package.name ? package.name->text() : package.folder_name, package.version));
    fact.values = std::move(values_);
    return fact;
  }

  /// The record that names the matter: malware before others, then by id.
  static const Advisory& Leading(const Match& match) {
    const auto malware = std::find_if(match.claims.begin(), match.claims.end(),
                                      [](const auto& c) { return c.record.advisory.malware; });
    return (malware == match.claims.end() ? match.claims.front() : *malware).record.advisory;
  }

  static std::set<std::string> OtherIds(const Match& match, const std::string& leading) {
    std::set<std::string> ids;
    for (const Claim& claim : match.claims) {
      ids.insert(claim.record.advisory.id);
      ids.insert(claim.record.advisory.aliases.begin(), claim.record.advisory.aliases.end());
    }
    ids.erase(leading);
    return ids;
  }

  static std::vector<std::string> ReferencesOf(const Match& match) {
    std::vector<std::string> urls;
    for (const Claim& claim : match.claims) {
      for (const std::string& url : claim.record.advisory.references) {
        if (urls.size() < limits::kAdvisoryReferences &&
            std::find(urls.begin(), urls.end(), url) == urls.end())
          urls.push_back(url);
      }
    }
    return urls;
  }

  static Grounds StrongestGrounds(const Match& match) {
    Grounds grounds = Grounds::kRange;
    for (const Claim& claim : match.claims) grounds = std::min(grounds, claim.grounds);
    return grounds;
  }

  static std::string_view ScopeOf(const Package& package) {
    if (package.extraneous) return "extraneous";
    if (package.dev || package.dev_optional) return "dev";
    return package.optional ? "optional" : "prod";
  }

  void Malware(const Match& match) {
    const bool conflict = std::all_of(match.claims.begin(), match.claims.end(),
                                      [](const Claim& claim) { return claim.conflict; });
    Add("conflict", YesNo(conflict));
    Add("popular", YesNo(match.popularity != 0));
    Add("enough", YesNo(match.Enough()));
  }

  void Vulnerability(const Match& match) {
    Rating rating = Rating::kUnknown;
    Standing best;
    std::string vector;
    std::vector<std::string> fixed;
    for (const Claim& claim : match.claims) {
      const Standing& standing = claim.record.standing;
      rating = std::max(rating, claim.record.advisory.rating);
      if (standing.score_tenths > best.score_tenths) {
        best.score_tenths = standing.score_tenths;
        vector = VectorOf(claim.record);
      }
      best.exploited = std::max(best.exploited, standing.exploited);
      best.ransomware = best.ransomware || standing.ransomware;
      if (standing.epss > best.epss) {
        best.epss = standing.epss;
        best.epss_percentile = standing.epss_percentile;
      }
      fixed.insert(fixed.end(), claim.fixed.begin(), claim.fixed.end());
    }
    if (best.score_tenths > 0) {
      rating = RatingOf(best.score_tenths);
      Add("score", fmt::format("{}.{}", best.score_tenths / 10, best.score_tenths % 10));
      Add("vector", vector);
    }
    Add("severity", NameOf(rating));
    Add("exploited", YesNo(best.exploited != 0));
    if (best.ransomware) Add("ransomware", "yes");
    if (best.epss != 0) {
      Add("epss", fmt::format("{:.5f}", best.epss / 100000.0));
      Add("percentile", fmt::format("{:.5f}", best.epss_percentile / 100000.0));
    }
    Fixed(match, std::move(fixed));
    Usage(match);
    MadeFor(inventory_.at(match.package));
  }

  /// Of packages that need not be installed: one that must be is wanted on every system.
  void MadeFor(const Package& package) {
    if (!package.optional) return;
    for (const Untrusted& name : package.platforms.os)
      Add("platform", fmt::format("os:{}", name.View()));
    for (const Untrusted& name : package.platforms.cpu)
      Add("platform", fmt::format("cpu:{}", name.View()));
    for (const Untrusted& name : package.platforms.libc)
      Add("platform", fmt::format("libc:{}", name.View()));
  }

  void Usage(const Match& match) {
    std::set<std::string> functions;
    for (const Claim& claim : match.claims)
      functions.insert(claim.functions.begin(), claim.functions.end());
    for (const std::string& function : functions) Add("function", function);
    if (!usage_) return;
    const UsageAnswer answer = usage_->Ask(match.package, functions);
    Add("imported", answer.imported);
    for (const std::string& place : answer.places) Add("use", place);
    Add("referenced", answer.referenced);
  }

  static std::string VectorOf(const Record& record) {
    for (const std::string& vector : record.advisory.vectors) {
      const auto score = ComputeCvss(vector);
      if (score && score->tenths == record.standing.score_tenths) return vector;
    }
    return {};
  }

  void Fixed(const Match& match, std::vector<std::string> fixed) {
    std::sort(fixed.begin(), fixed.end());
    fixed.erase(std::unique(fixed.begin(), fixed.end()), fixed.end());
    for (const std::string& version : fixed) Add("fixed", version);
    if (fixed.empty()) return;
    const auto reachable = reach_.WithinRanges(match.package, fixed);
    Add("within-range", YesNo(reachable.has_value()));
    if (reachable) return Add("update-to", *reachable);
    for (const std::string& holder : reach_.HeldBy(match.package, fixed)) Add("held-by", holder);
    for (const std::string& name : reach_.ToMove(match.package, fixed)) Add("move", name);
  }

  const Inventory& inventory_;
  Reach reach_;
  std::optional<UsageOfPackages> usage_;
  std::vector<FactValue> values_;
};

}  // namespace

std::map<PackageIndex, Facts> FactsOf(const Answer& answer, const Inventory& inventory,
                                      const ProjectUse* use) {
  std::map<PackageIndex, Facts> facts;
  if (answer.matches.empty() && answer.unmatched.empty()) return facts;
  FactWriter writer(inventory, use);
  for (const Match& match : answer.matches) facts[match.package].push_back(writer.Write(match));
  for (const Unmatched& unmatched : answer.unmatched) {
    Facts& list = facts[unmatched.package];
    if (list.size() < limits::kIntelFindings) list.push_back(writer.Write(unmatched));
  }
  for (auto& [package, list] : facts) Sort(list);
  return facts;
}

}  // namespace intel
