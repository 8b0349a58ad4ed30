#include "scan/assemble.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "base/thread_pool.h"
#include "detect/capabilities.h"
#include "detect/evaluate.h"
#include "policy/judge.h"
#include "scan/gaps.h"
#include "scan/other_platform.h"
#include "scan/records.h"

namespace scan {
namespace {

/// To each vulnerability, which systems the package says that it is for.
void AddPlatform(const Facts& facts, Facts& records) {
  std::vector<FactValue> platform;
  for (const Fact& fact : facts) {
    if (fact.kind != FactKind::kManifestPlatform) continue;
    for (const FactValue& value : fact.values)
      platform.push_back({.key = "platform",
                          .text = Untrusted(fmt::format("{}:{}", value.key, value.text.View()))});
  }
  if (platform.empty()) return;
  for (Fact& record : records) {
    // The lockfile may have said so already.
    if (record.kind != FactKind::kIntelVulnerability || record.Find("platform") != nullptr)
      continue;
    record.values.insert(record.values.end(), platform.begin(), platform.end());
  }
}

class Assembler {
 public:
  Assembler(const World& world, const Options& options, Assessment& assessment)
      : world_(world),
        options_(options),
        assessment_(assessment),
        now_(world.clock.Now()),
        left_out_(
            LeftOutOn(PlatformOf(world.registry.options().settings.npmrc()), assessment.inventory)),
        statements_(world.policy.statements),
        products_(policy::ProductNamesOf(world.policy, assessment.inventory)) {}

  /// `known` is what records say of each package. It changes from day to day, so it is never
  /// remembered.
  void Take(const std::vector<Item>& items, std::vector<Examined> examined,
            std::map<PackageIndex, Facts> known) {
    std::vector<std::vector<Finding>> findings = FindingsOf(examined);
    for (std::size_t i = 0; i < items.size(); ++i) {
      Facts records;
      for (const PackageIndex place : items[i].places) {
        // One item is one name and version: what is known differs by the place in the graph only.
        auto at = known.extract(place);
        if (!at.empty() && records.empty()) records = std::move(at.mapped());
      }
      AddPlatform(examined[i].known.facts, records);
      for (Finding& finding : JudgeRecords(records)) findings[i].push_back(std::move(finding));
      TakeItem(items[i], examined[i], std::move(findings[i]));
    }
    for (const auto& [package, records] : known) TakeUnread(package, records);
  }

  void TakeProject(const Facts& facts) {
    for (Finding& finding : detect::Evaluate(world_.rules, facts, nullptr)) {
      if (const auto judged = Judge(std::move(finding), std::nullopt, {}))
        verdicts_.push_back(judged->verdict);
    }
    for (NotAnalysed& gap : GapsIn(facts, std::nullopt)) TakeGap(std::move(gap), {});
  }

  void Finish() {
    SortEverything();
    Verdict& verdict = assessment_.verdict;
    verdict = policy::Worst(verdicts_);
    for (Diagnostic& diagnostic :
         policy::ReviewSuppressions(world_.policy, used_suppressions_, now_)) {
      assessment_.diagnostics.push_back(std::move(diagnostic));
    }
    for (Diagnostic& diagnostic : world_.store.TakeDiagnostics())
      assessment_.diagnostics.push_back(std::move(diagnostic));
  }

 private:
  /// Each matter is a finding of its own, so that what is said of one vulnerability leaves the
  /// others where they are; what is not about the package is told together.
  std::vector<Finding> JudgeRecords(const Facts& records) {
    std::vector<Finding> findings;
    Facts unmatched;
    const auto judge = [&](const Facts& facts) {
      for (Finding& finding : detect::Evaluate(world_.rules, facts, nullptr))
        findings.push_back(std::move(finding));
    };
    for (const Fact& fact : records) {
      if (fact.kind == FactKind::kIntelUnmatched) {
        unmatched.push_back(fact);
      } else {
        judge({fact});
      }
    }
    if (!unmatched.empty()) judge(unmatched);
    return findings;
  }

  policy::Subject SubjectOf(const Package& package, const Integrity& integrity) const {
    policy::Subject subject = policy::SubjectOf(package, integrity);
    subject.products = products_;
    return subject;
  }

  /// Records on a package whose files were not asked for: a workspace, or one inside another.
  void TakeUnread(PackageIndex index, const Facts& records) {
    const Package& package = assessment_.inventory.at(index);
    const policy::Subject subject = SubjectOf(package, package.integrity);
    for (Finding& finding : JudgeRecords(records)) {
      if (const auto judged = Judge(std::move(finding), index, subject))
        verdicts_.push_back(judged->verdict);
    }
  }

  /// Remembered findings where these very facts were judged by these very rules, fresh ones
  /// elsewhere.
  std::vector<std::vector<Finding>> FindingsOf(const std::vector<Examined>& examined) {
    std::vector<std::vector<Finding>> findings(examined.size());
    std::vector<std::size_t> asked;
    std::vector<store::FindingsKey> keys;
    for (std::size_t i = 0; i < examined.size(); ++i) {
      // What the registry tells changes from day to day: judged afresh, which costs microseconds.
      const Trusted& trusted = examined[i].trusted;
      if (!examined[i].key || !trusted.facts.empty() || trusted.before) continue;
      asked.push_back(i);
      keys.push_back(store::MakeFindingsKey(*examined[i].key, std::nullopt, world_.rules.hash()));
    }
    auto remembered = world_.store.LoadFindings(keys);
    std::vector<bool> known(examined.size());
    for (std::size_t k = 0; k < asked.size(); ++k) {
      if (!remembered[k]) continue;
      findings[asked[k]] = *std::move(remembered[k]);
      known[asked[k]] = true;
    }
    ParallelFor(examined.size(), options_.jobs, [&](std::size_t i, unsigned) {
      if (!known[i]) findings[i] = Evaluate(examined[i]);
    });
    std::vector<store::FindingsKey> new_keys;
    std::vector<std::vector<Finding>> new_findings;
    for (std::size_t k = 0; k < asked.size(); ++k) {
      if (known[asked[k]]) continue;
      new_keys.push_back(keys[k]);
      new_findings.push_back(findings[asked[k]]);
    }
    if (!new_keys.empty()) world_.store.SaveFindings(new_keys, new_findings);
    return findings;
  }

  [[nodiscard]] std::vector<Finding> Evaluate(const Examined& examined) const {
    const Trusted& trusted = examined.trusted;
    const Facts* const before = trusted.before ? &*trusted.before : nullptr;
    if (trusted.facts.empty()) return detect::Evaluate(world_.rules, examined.known.facts, before);
    Facts all = examined.known.facts;
    all.insert(all.end(), trusted.facts.begin(), trusted.facts.end());
    Sort(all);
    return detect::Evaluate(world_.rules, all, before);
  }

  void TakeItem(const Item& item, const Examined& examined, std::vector<Finding> findings) {
    const PackageIndex first = item.places.front();
    const Package& package = assessment_.inventory.at(first);
    policy::Subject subject = SubjectOf(package, examined.integrity);
    // One production place makes the whole item production.
    for (const PackageIndex place : item.places)
      subject.production = subject.production || assessment_.inventory.at(place).InProduction();

    std::vector<Verdict> verdicts;
    for (Finding& finding : findings) {
      if (const auto judged = Judge(std::move(finding), first, subject))
        verdicts.push_back(judged->verdict);
    }
    for (NotAnalysed& gap : GapsIn(examined.known.facts, first))
      verdicts.push_back(TakeGap(std::move(gap), subject));
    for (const UnreadFile& unread : examined.unread) {
      verdicts.push_back(TakeGap(
          {.package = first, .file = Untrusted(unread.path), .reason = unread.reason}, subject));
    }
    TakeRemark(item, examined, subject, verdicts);

    const Verdict worst = policy::Worst(verdicts);
    const std::vector<Capability> capabilities = detect::CapabilitiesOf(examined.known.facts);
    verdicts_.push_back(worst);
    for (const PackageIndex place : item.places) {
      assessment_.packages.push_back({.package = place,
                                      .source = examined.source,
                                      .integrity = examined.integrity,
                                      .verdict = worst,
                                      .files = examined.known.files,
                                      .bytes = examined.known.bytes,
                                      .capabilities = capabilities});
    }
    Stats& stats = assessment_.stats;
    stats.packages += item.places.size();
    if (examined.source == ArtifactSource::kStore) stats.packages_from_store += item.places.size();
    stats.files += examined.known.files;
    stats.bytes += examined.known.bytes;
  }

  /// What could not be read, or was read from a weaker place, and why.
  void TakeRemark(const Item& item, const Examined& examined, const policy::Subject& subject,
                  std::vector<Verdict>& verdicts) {
    const PackageIndex first = item.places.front();
    const Package& package = assessment_.inventory.at(first);
    if (examined.source == ArtifactSource::kNone && examined.known.facts.empty() &&
        IsLeftOut(item)) {
      assessment_.other_platform.push_back(
          {.package = first, .reason = left_out_[static_cast<std::size_t>(first)]});
    } else if (examined.source == ArtifactSource::kNone) {
      const std::string reason =
          examined.remark.empty() ? "its files could not be had" : examined.remark;
      verdicts.push_back(TakeGap(
          {.package = first, .reason = reason, .in_install_path = package.has_install_script},
          subject));
    } else if (examined.source == ArtifactSource::kInstalledFolder) {
      const std::string reason =
          examined.remark.empty()
              ? "read from the installed folder: there is no pinned tarball to read instead"
              : fmt::format(
                    "read from the installed folder, because its tarball could not be had: {}",
                    examined.remark);
      verdicts.push_back(TakeGap({.package = first, .reason = reason}, subject));
    }
  }

  [[nodiscard]] bool IsLeftOut(const Item& item) const {
    return std::all_of(item.places.begin(), item.places.end(), [&](PackageIndex place) {
      return !left_out_[static_cast<std::size_t>(place)].empty();
    });
  }

  Verdict TakeGap(NotAnalysed gap, const policy::Subject& subject) {
    Verdict verdict = policy::JudgeNotAnalysed(world_.policy, gap, subject);
    if (!gap.package) verdicts_.push_back(verdict);
    assessment_.not_analysed.push_back(std::move(gap));
    return verdict;
  }

  /// Judges a finding and keeps it; nothing for a preview finding that nobody asked for.
  std::optional<policy::Judgement> Judge(Finding finding, std::optional<PackageIndex> package,
                                         const policy::Subject& subject) {
    if (finding.status == CardStatus::kPreview && !options_.preview) return std::nullopt;
    policy::Judgement judgement = policy::Judge(world_.policy, statements_, finding, subject, now_);
    JudgedFinding judged{
        .finding = std::move(finding), .package = package, .verdict = judgement.verdict};
    if (judgement.suppression != nullptr) {
      used_suppressions_.push_back(judgement.suppression);
      judged.suppressed_by = *judgement.suppression;
    }
    assessment_.findings.push_back(std::move(judged));
    return judgement;
  }

  void SortEverything() {
    std::sort(assessment_.packages.begin(), assessment_.packages.end(),
              [](const auto& a, const auto& b) { return a.package < b.package; });
    std::sort(assessment_.other_platform.begin(), assessment_.other_platform.end(),
              [](const auto& a, const auto& b) { return a.package < b.package; });
    const auto order = [](const JudgedFinding& judged) {
      const auto package = judged.package ? static_cast<std::int64_t>(*judged.package) : -1;
      return std::make_tuple(-static_cast<int>(judged.verdict.action),
                             -static_cast<int>(judged.finding.severity), package,
                             std::string_view(judged.finding.rule));
    };
    std::stable_sort(assessment_.findings.begin(), assessment_.findings.end(),
                     [&](const auto& a, const auto& b) { return order(a) < order(b); });
    const auto gap_order = [](const NotAnalysed& gap) {
      const auto package = gap.package ? static_cast<std::int64_t>(*gap.package) : -1;
      return std::make_tuple(!gap.in_install_path, package, gap.file.View(),
                             std::string_view(gap.reason));
    };
    auto& gaps = assessment_.not_analysed;
    std::stable_sort(gaps.begin(), gaps.end(),
                     [&](const auto& a, const auto& b) { return gap_order(a) < gap_order(b); });
    const auto same = [&](const auto& a, const auto& b) { return gap_order(a) == gap_order(b); };
    gaps.erase(std::unique(gaps.begin(), gaps.end(), same), gaps.end());
  }

  const World& world_;
  const Options& options_;
  Assessment& assessment_;
  UnixMillis now_;
  /// By package: why an install here leaves it out.
  const std::vector<std::string> left_out_;
  std::vector<Verdict> verdicts_;
  const policy::Statements statements_;
  const std::vector<std::string> products_;
  std::vector<const Suppression*> used_suppressions_;
};

}  // namespace

Assessment Assemble(const World& world, std::string subject, Inventory inventory,
                    const std::vector<Item>& items, Examination examination,
                    const Facts& project_facts, const Options& options) {
  Assessment assessment;
  assessment.subject = std::move(subject);
  assessment.inventory = std::move(inventory);
  Assembler assembler(world, options, assessment);
  assembler.TakeProject(project_facts);
  assessment.diagnostics = std::move(examination.diagnostics);
  std::map<PackageIndex, Facts> known =
      examination.project.empty() ? RecordsOnThings(world.intelligence, assessment.inventory)
                                  : RecordsOnProject(world.files, world.intelligence,
                                                     examination.project, assessment.inventory);
  assembler.Take(items, std::move(examination.items), std::move(known));
  assembler.Finish();
  return assessment;
}

}  // namespace scan
