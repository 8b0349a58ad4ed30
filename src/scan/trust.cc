#include "scan/trust.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>

#include "base/limits.h"
#include "base/text.h"
#include "base/thread_pool.h"
#include "detect/name_similarity.h"
#include "facts/change/change_facts.h"
#include "facts/contents_from_tarball.h"
#include "facts/publish/history.h"
#include "facts/publish/publish_facts.h"
#include "registry/tarball.h"
#include "scan/identity.h"
#include "scan/proof.h"
#include "scan/registry_fact.h"
#include "scan/together.h"
#include "scan/work_room.h"

namespace scan {
namespace {

constexpr UnixMillis kHour = 3'600'000;
constexpr UnixMillis kDay = 24 * kHour;
/// Histories asked for at once: each may be a document of many megabytes.
constexpr unsigned kHistoriesInFlight = 8;
/// What is around a version changes while people still find out about it.
constexpr UnixMillis kYoung = 14 * kDay;
/// Older packages have shown what they are; their names are their own.
constexpr std::uint64_t kNewPackageHours = 30 * 24;

bool IsNewPackage(const Facts& facts) {
  const auto hours = NumberOf(facts, FactKind::kPublishVersion, "package-age-hours");
  return hours && *hours <= kNewPackageHours;
}

bool IsYoung(const Facts& facts) {
  const auto hours = NumberOf(facts, FactKind::kPublishVersion, "age-hours");
  return hours && *hours <= static_cast<std::uint64_t>(kYoung / kHour);
}

/// Whether the bytes of the previous version are worth fetching.
bool IsWorthComparing(const Facts& facts, bool adds_dependencies) {
  if (IsYoung(facts)) return true;
  const bool grave = HasKind(facts, FactKind::kPublishTrustLowered) ||
                     HasKind(facts, FactKind::kPublishScriptGained) ||
                     HasKind(facts, FactKind::kPublishEmailChange);
  return grave && (adds_dependencies || HasKind(facts, FactKind::kPublishScriptGained));
}

/// Whose attestations are verified: those of packages that the project asks for itself, and of
/// young releases.
enum class AskProof : std::uint8_t { kIfYoung, kAlways };

/// The versions that a lockfile has for what a package depends on, by name.
using Locked = std::map<std::string, std::string, std::less<>>;

/// One package's history, and what was looked up for its sake.
class HistoryReader {
 public:
  HistoryReader(const World& world, const detect::NameTable& names, ProofExaminer& proofs,
                const Packument& packument, const PackageId& id, const Locked& locked,
                WorkRoom& room)
      : world_(world),
        names_(names),
        proofs_(proofs),
        packument_(packument),
        id_(id),
        locked_(locked),
        room_(room),
        now_(world.clock.Now()) {}

  Trusted Read(const Examined& examined, const registry::TarballRequest& request, AskProof ask) {
    Trusted trusted;
    trusted.facts = facts::ExtractPublish(packument_, id_.version, now_);
    if (trusted.facts.empty()) return trusted;
    if (IsNewPackage(trusted.facts)) TellIdentity(examined, request, trusted.facts);
    if ((ask == AskProof::kAlways || IsYoung(trusted.facts)) && !examined.integrity.empty())
      Append(proofs_.Verify(packument_, id_, request), trusted.facts);
    const auto added = facts::AddedDependencies(packument_, id_.version);
    std::optional<facts::ContentChange> change;
    if (IsWorthComparing(trusted.facts, !added.empty()))
      change = Compare(examined, request, added, trusted);
    Append(facts::ExtractAddedDependencies(
               packument_, id_.version, now_,
               [this](std::string_view name) { return LookUp(name); }, change ? &*change : nullptr),
           trusted.facts);
    Sort(trusted.facts);
    return trusted;
  }

 private:
  static void Append(Facts more, Facts& facts) {
    facts.insert(facts.end(), std::make_move_iterator(more.begin()),
                 std::make_move_iterator(more.end()));
  }

  void Tell(FactKind kind, std::vector<FactValue> values, Facts& facts) const {
    facts.push_back(RegistryFact(kind, id_.name.text(), id_.version, std::move(values)));
  }

  void TellIdentity(const Examined& examined, const registry::TarballRequest& request,
                    Facts& facts) {
    const auto imitation = names_.ImitatedBy(id_.name);
    if (imitation) {
      Tell(FactKind::kPublishNameImitation,
           {{.key = "imitates", .text = Untrusted(imitation->imitates)},
            {.key = "how", .text = Untrusted(imitation->how)},
            {.key = "rank", .text = Untrusted(std::to_string(imitation->rank))}},
           facts);
    }
    const auto tarball = examined.integrity.empty()
                             ? registry::TarballResult(tl::unexpected(registry::Failure()))
                             : registry::FetchTarball(world_.registry, request);
    formats::Unzipper memory;
    std::optional<Contents> contents;
    if (tarball) contents = facts::ReadTarball(tarball->bytes, memory);
    const auto shown = IdentityOf(world_, names_, packument_, id_.version,
                                  imitation ? std::string(imitation->imitates) : std::string(),
                                  contents ? &*contents : nullptr);
    if (!shown) return;
    const facts::IdentityClaim& claim = shown->claim;
    Tell(FactKind::kPublishIdentityClaim,
         {{.key = "claims", .text = Untrusted(claim.claims)},
          {.key = "by", .text = Untrusted(claim.by)},
          {.key = "rank", .text = Untrusted(std::to_string(shown->rank))},
          {.key = "similarity", .text = Untrusted(std::to_string(claim.similarity))},
          {.key = "code", .text = Untrusted(std::to_string(claim.code))},
          {.key = "publisher-shared", .text = Untrusted(claim.publisher_shared ? "yes" : "no")},
          {.key = "version-near", .text = Untrusted(claim.version_near ? "yes" : "no")},
          {.key = "version-ahead", .text = Untrusted(claim.version_ahead ? "yes" : "no")}},
         facts);
  }

  facts::DependencyAnswer LookUp(std::string_view text) {
    const auto name = PackageName::Parse(text);
    if (!name) return {};
    auto answer = world_.registry.FetchPackument(*name, registry::PackumentForm::kFull);
    if (!answer) {
      const bool missing = answer.error().kind == registry::FailureKind::kNotFound;
      return {.state =
                  missing ? facts::DependencyState::kMissing : facts::DependencyState::kUnknown};
    }
    looked_up_.push_back(std::make_unique<Packument>(std::move(answer->packument)));
    const Packument& packument = *looked_up_.back();
    std::string claims;
    const bool fresh = packument.created && now_ - *packument.created <=
                                                static_cast<UnixMillis>(kNewPackageHours) * kHour;
    if (fresh && !packument.versions.empty()) {
      const auto shown =
          IdentityOf(world_, names_, packument, packument.versions.back().version, {}, nullptr);
      if (shown && !shown->claim.publisher_shared) claims = shown->claim.claims;
    }
    return {.state = facts::DependencyState::kFound,
            .packument = &packument,
            .resolved = locked_.contains(text) ? locked_.find(text)->second : std::string(),
            .claims = std::move(claims)};
  }

  /// Reads both versions; nothing when one of them cannot be had.
  std::optional<facts::ContentChange> Compare(const Examined& examined,
                                              const registry::TarballRequest& request,
                                              const std::vector<std::string>& added,
                                              Trusted& trusted) {
    const Manifest* const previous = facts::PreviousVersion(packument_, id_.version);
    if (previous == nullptr) return std::nullopt;
    if (examined.integrity.empty()) return std::nullopt;
    const auto now = registry::FetchTarball(world_.registry, request);
    const auto before = registry::FetchTarball(
        world_.registry, {.id = {.name = id_.name, .version = previous->version},
                          .resolved = std::string(previous->dist.tarball.View()),
                          .integrity = previous->dist.integrity});
    if (!now || !before) return std::nullopt;
    // As many histories are read at once as the network wants, but not as many packages.
    const std::size_t room = RoomToCompare(now->bytes, before->bytes);
    room_.Take(room);
    std::optional<facts::ContentChange> change =
        CompareBytes(examined, *previous, added, now->bytes, before->bytes, trusted);
    room_.GiveBack(room);
    return change;
  }

  facts::ContentChange CompareBytes(const Examined& examined, const Manifest& previous,
                                    const std::vector<std::string>& added, Bytes now, Bytes before,
                                    Trusted& trusted) {
    formats::Unzipper now_memory;
    formats::Unzipper before_memory;
    const Contents now_contents = facts::ReadTarball(now, now_memory);
    const Contents before_contents = facts::ReadTarball(before, before_memory);
    trusted.before =
        facts::Extract(before_contents, {.name = id_.name.text(), .version = previous.version});
    Append(facts::ExtractChange({.before = before_contents,
                                 .before_facts = *trusted.before,
                                 .now = now_contents,
                                 .now_facts = examined.known.facts,
                                 .before_version = previous.version}),
           trusted.facts);
    return {.manifest_only = facts::IsManifestOnly(before_contents, now_contents),
            .unused = facts::UnusedDependencies(now_contents, added)};
  }

  const World& world_;
  const detect::NameTable& names_;
  ProofExaminer& proofs_;
  const Packument& packument_;
  const PackageId& id_;
  const Locked& locked_;
  WorkRoom& room_;
  UnixMillis now_;
  std::vector<std::unique_ptr<Packument>> looked_up_;
};

class TrustExaminer {
 public:
  TrustExaminer(const World& world, const Inventory& inventory, const std::vector<Item>& items,
                Examination& examination, const Options& options)
      : world_(world),
        inventory_(inventory),
        items_(items),
        examination_(examination),
        options_(options),
        proofs_(world) {}

  Result<void> Run() {
    LoadRemembered();
    ParallelFor(asked_.size(), kHistoriesInFlight, [&](std::size_t index, unsigned) {
      if (!options_.stop.stop_requested()) Examine(asked_[index]);
    });
    if (options_.stop.stop_requested())
      return Fail("stopped before the history of every package was read",
                  "run it again: what was read so far is remembered");
    Save();
    if (unknown_ > 0) examination_.diagnostics.push_back(UnknownDiagnostic());
    if (auto diagnostic = ProofDiagnostic()) examination_.diagnostics.push_back(*diagnostic);
    JudgeTogether(world_, inventory_, items_, examination_);
    return {};
  }

 private:
  const Package& PackageOf(std::size_t item) const {
    return inventory_.at(items_[item].places.front());
  }

  [[nodiscard]] const Examined& ExaminedOf(std::size_t item) const {
    return examination_.items[item];
  }
  Trusted& TrustedOf(std::size_t item) { return examination_.items[item].trusted; }

  [[nodiscard]] bool HasHistory(std::size_t item) const {
    const Package& package = PackageOf(item);
    return package.origin == Origin::kRegistry && items_[item].way == Way::kTarball &&
           package.name && !package.version.empty();
  }

  [[nodiscard]] store::FactsKey KeyOf(std::size_t item, std::string_view what) const {
    const Package& package = PackageOf(item);
    return {.subject = store::SubjectKey(
                ExaminedOf(item).integrity,
                fmt::format("{}\n{}\n{}", what, package.name->text(), package.version)),
            .extractor_version = facts::kExtractorVersion};
  }

  [[nodiscard]] AskProof AskOf(std::size_t item) const {
    return items_[item].compare_manifest ? AskProof::kAlways : AskProof::kIfYoung;
  }
  /// What was learnt without asking for proof does not answer a question that wants it.
  [[nodiscard]] std::string_view HistoryKey(std::size_t item) const {
    return AskOf(item) == AskProof::kAlways ? "trust with proof" : "trust";
  }

  void LoadRemembered() {
    std::vector<std::size_t> candidates;
    std::vector<store::FactsKey> keys;
    for (std::size_t i = 0; i < items_.size(); ++i) {
      if (!HasHistory(i)) continue;
      if (ExaminedOf(i).integrity.empty()) {  // its bytes could not be had: nothing to remember by
        asked_.push_back(i);
        continue;
      }
      candidates.push_back(i);
      keys.push_back(KeyOf(i, HistoryKey(i)));
      keys.push_back(KeyOf(i, "trust-before"));
    }
    auto answers = world_.store.LoadFacts(keys);
    for (std::size_t k = 0; k < candidates.size(); ++k) {
      const std::size_t item = candidates[k];
      auto& known = answers[2 * k];
      auto& before = answers[2 * k + 1];
      if (!known) {
        asked_.push_back(item);
        continue;
      }
      const bool settled = IsSettled(known->facts);
      TrustedOf(item).facts = std::move(known->facts);
      if (before) TrustedOf(item).before = std::move(before->facts);
      facts::RetellAges(TrustedOf(item).facts, world_.clock.Now());
      if (!settled) asked_.push_back(item);  // what is remembered stands if nobody answers
    }
  }

  /// Whether what was learnt still holds: it was not learnt about a young version, or just now.
  [[nodiscard]] bool IsSettled(const Facts& facts) const {
    if (TextOf(facts, FactKind::kPublishProof, "state") == "unknown") return false;
    const auto published = ParseTime(TextOf(facts, FactKind::kPublishVersion, "published"));
    const auto observed = ParseTime(TextOf(facts, FactKind::kPublishVersion, "observed"));
    if (!published || !observed) return true;
    return *observed - *published > kYoung || world_.clock.Now() - *observed < kHour;
  }

  void Examine(std::size_t item) {
    const Package& package = PackageOf(item);
    const auto answer =
        world_.registry.FetchPackument(*package.name, registry::PackumentForm::kFull);
    if (!answer) {
      const std::lock_guard lock(mutex_);
      if (!TrustedOf(item).facts.empty()) return;
      if (answer.error().kind == registry::FailureKind::kNotFound && IsOfItsRegistry(package)) {
        TrustedOf(item).facts = {
            RegistryFact(FactKind::kPublishMissing, package.name->text(), package.version,
                         {{.key = "name", .text = Untrusted(package.name->text())}})};
        return;
      }
      ++unknown_;
      if (!first_failure_ || item < first_failure_->first)
        first_failure_ = {item, answer.error().error};
      return;
    }
    const PackageId id{.name = *package.name, .version = package.version};
    const Locked locked = LockedFor(item);
    Trusted trusted = HistoryReader(world_, names_, proofs_, answer->packument, id, locked, room_)
                          .Read(ExaminedOf(item),
                                {.id = id,
                                 .resolved = std::string(package.resolved.View()),
                                 .integrity = ExaminedOf(item).integrity},
                                AskOf(item));
    const std::lock_guard lock(mutex_);
    TrustedOf(item) = std::move(trusted);
    learnt_.push_back(item);
  }

  /// What the lockfile resolved the dependencies of an item to.
  [[nodiscard]] Locked LockedFor(std::size_t item) const {
    Locked locked;
    const PackageIndex from = items_[item].places.front();
    const auto& edges = inventory_.dependencies;  // sorted by who asks
    auto edge = std::lower_bound(
        edges.begin(), edges.end(), from,
        [](const Dependency& each, PackageIndex wanted) { return each.from < wanted; });
    for (; edge != edges.end() && edge->from == from; ++edge)
      if (edge->to) locked[edge->name] = inventory_.at(*edge->to).version;
    return locked;
  }

  /// Whether the configured registry is where a package is said to come from: of another one's
  /// packages it knows nothing.
  [[nodiscard]] bool IsOfItsRegistry(const Package& package) const {
    if (package.resolved.empty()) return true;
    const auto registry = world_.registry.options().settings.RegistryOf(*package.name);
    const auto from = net::Url::Parse(package.resolved.View());
    return registry && from && registry->host() == from->host();
  }

  void Save() {
    std::sort(learnt_.begin(), learnt_.end());
    std::vector<store::FactsKey> keys;
    std::vector<store::PackageFacts> facts;
    for (const std::size_t item : learnt_) {
      if (ExaminedOf(item).integrity.empty()) continue;
      keys.push_back(KeyOf(item, HistoryKey(item)));
      facts.push_back({.facts = TrustedOf(item).facts});
      if (!TrustedOf(item).before) continue;
      keys.push_back(KeyOf(item, "trust-before"));
      facts.push_back({.facts = *TrustedOf(item).before});
    }
    if (!keys.empty()) world_.store.SaveFacts(keys, facts);
  }

  [[nodiscard]] Diagnostic UnknownDiagnostic() const {
    return {.level = Diagnostic::Level::kNote,
            .code = "T001",
            .message = fmt::format("the publish history of {} {} could not be had: {}",
                                   HumanCount(unknown_), unknown_ == 1 ? "package" : "packages",
                                   first_failure_->second.message),
            .help =
                "without it nothing is said about who published a version, or what is new in "
                "it"};
  }

  /// How many proofs held, and how many could not be had; nothing when there were none at all.
  [[nodiscard]] std::optional<Diagnostic> ProofDiagnostic() const {
    std::size_t held = 0;
    std::size_t unknown = 0;
    std::string why;
    for (const Examined& examined : examination_.items) {
      for (const Fact& fact : examined.trusted.facts) {
        if (fact.kind != FactKind::kPublishProof) continue;
        const std::string state(fact.Find("state")->View());
        if (state == "verified") ++held;
        if (state != "unknown") continue;
        ++unknown;
        if (why.empty() && fact.Find("why") != nullptr)
          why = Quote(ReplaceAll(std::string(fact.Find("why")->View()), "`", "'"));
      }
    }
    if (held + unknown == 0) return std::nullopt;
    std::string message = fmt::format("the attestations of {} {} hold", HumanCount(held),
                                      held == 1 ? "package" : "packages");
    if (unknown > 0)
      message += fmt::format("; of {} they could not be verified: {}", HumanCount(unknown), why);
    return Diagnostic{.level = Diagnostic::Level::kNote,
                      .code = "T002",
                      .message = std::move(message),
                      .help =
                          "they prove where a package was built, not that it is honest: nothing is "
                          "milder for it"};
  }

  const World& world_;
  const Inventory& inventory_;
  const std::vector<Item>& items_;
  Examination& examination_;
  const Options& options_;
  const detect::NameTable names_;
  ProofExaminer proofs_;
  WorkRoom room_{limits::kWorkBytes};

  std::vector<std::size_t> asked_;
  std::mutex mutex_;  ///< guards all below
  std::vector<std::size_t> learnt_;
  std::size_t unknown_ = 0;
  std::optional<std::pair<std::size_t, Error>> first_failure_;
};

}  // namespace

Result<Examination> ExamineTrust(const World& world, const Inventory& inventory,
                                 const std::vector<Item>& items, Examination examination,
                                 const Options& options) {
  if (!options.trust) {
    JudgeTogether(world, inventory, items, examination);  // indicators need no registry
    return examination;
  }
  if (const auto done = TrustExaminer(world, inventory, items, examination, options).Run(); !done)
    return Fail(done.error());
  return examination;
}

}  // namespace scan
