#include "scan/trust.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <mutex>

#include "base/limits.h"
#include "base/text.h"
#include "base/thread_pool.h"
#include "detect/name_similarity.h"
#include "facts/change/change_facts.h"
#include "facts/contents_from_tarball.h"
#include "facts/publish/history.h"
#include "facts/publish/install_scripts.h"
#include "facts/publish/publish_facts.h"
#include "facts/publish/similarity.h"
#include "registry/tarball.h"
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

std::string TextOf(const Facts& facts, FactKind kind, std::string_view key) {
  for (const Fact& fact : facts) {
    if (fact.kind != kind) continue;
    const Untrusted* const value = fact.Find(key);
    return value != nullptr ? std::string(value->View()) : std::string();
  }
  return {};
}

bool Has(const Facts& facts, FactKind kind) {
  return std::any_of(facts.begin(), facts.end(),
                     [&](const Fact& fact) { return fact.kind == kind; });
}

bool IsNewPackage(const Facts& facts) {
  const auto hours = ParseNumber(TextOf(facts, FactKind::kPublishVersion, "package-age-hours"));
  return hours && *hours <= kNewPackageHours;
}

/// Whether the bytes of the previous version are worth fetching.
bool IsWorthComparing(const Facts& facts, bool adds_dependencies) {
  const auto hours = ParseNumber(TextOf(facts, FactKind::kPublishVersion, "age-hours"));
  const bool young = hours && *hours <= static_cast<std::uint64_t>(kYoung / kHour);
  if (young) return true;
  const bool grave = Has(facts, FactKind::kPublishTrustLowered) ||
                     Has(facts, FactKind::kPublishScriptGained) ||
                     Has(facts, FactKind::kPublishEmailChange);
  return grave && (adds_dependencies || Has(facts, FactKind::kPublishScriptGained));
}

/// One package's history, and what was looked up for its sake.
class HistoryReader {
 public:
  HistoryReader(const World& world, const detect::NameTable& names, const Packument& packument,
                const PackageId& id, WorkRoom& room)
      : world_(world),
        names_(names),
        packument_(packument),
        id_(id),
        room_(room),
        now_(world.clock.Now()) {}

  Trusted Read(const Examined& examined, const registry::TarballRequest& request) {
    Trusted trusted;
    trusted.facts = facts::ExtractPublish(packument_, id_.version, now_);
    if (trusted.facts.empty()) return trusted;
    if (IsNewPackage(trusted.facts)) TellIdentity(trusted.facts);
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
    std::erase_if(values, [](const FactValue& value) { return value.text.empty(); });
    std::sort(values.begin(), values.end());
    facts.push_back({.kind = kind,
                     .phase = Phase::kUnknown,
                     .evidence = facts::RegistryPlace(packument_, id_.version),
                     .values = std::move(values)});
  }

  void TellIdentity(Facts& facts) {
    const auto imitation = names_.ImitatedBy(id_.name);
    if (imitation) {
      Tell(FactKind::kPublishNameImitation,
           {{.key = "imitates", .text = Untrusted(imitation->imitates)},
            {.key = "how", .text = Untrusted(imitation->how)},
            {.key = "rank", .text = Untrusted(std::to_string(imitation->rank))}},
           facts);
    }
    const auto claim = ClaimOf(packument_, id_.version,
                               imitation ? std::string(imitation->imitates) : std::string());
    if (!claim) return;
    Tell(FactKind::kPublishIdentityClaim,
         {{.key = "claims", .text = Untrusted(claim->claims)},
          {.key = "by", .text = Untrusted(claim->by)},
          {.key = "rank",
           .text = Untrusted(std::to_string(names_.RankOf(claim->claims).value_or(0)))},
          {.key = "similarity", .text = Untrusted(std::to_string(claim->similarity))},
          {.key = "publisher-shared", .text = Untrusted(claim->publisher_shared ? "yes" : "no")},
          {.key = "version-near", .text = Untrusted(claim->version_near ? "yes" : "no")}},
         facts);
  }

  /// The popular package whose identity a version shows: the one its repository is called after, or
  /// `imitated`.
  std::optional<facts::IdentityClaim> ClaimOf(const Packument& packument, std::string_view version,
                                              const std::string& imitated) {
    const Manifest* const manifest = packument.Find(version);
    if (manifest == nullptr || !packument.name) return std::nullopt;
    const std::string repository = facts::RepositoryName(manifest->repository.View());
    const std::string named = repository.substr(repository.find('/') + 1);
    for (const std::string& candidate : {named, imitated}) {
      if (candidate.empty() || candidate == packument.name->text() || !names_.RankOf(candidate))
        continue;
      const auto name = PackageName::Parse(candidate);
      if (!name) continue;
      const auto other = world_.registry.FetchPackument(*name, registry::PackumentForm::kFull);
      if (!other) continue;
      if (auto claim = facts::CompareIdentity(packument, version, other->packument)) return claim;
    }
    return std::nullopt;
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
      const auto claim = ClaimOf(packument, packument.versions.back().version, {});
      if (claim && !claim->publisher_shared) claims = claim->claims;
    }
    return {.state = facts::DependencyState::kFound,
            .packument = &packument,
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
  const Packument& packument_;
  const PackageId& id_;
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
        options_(options) {}

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
      keys.push_back(KeyOf(i, "trust"));
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
      ++unknown_;
      if (!first_failure_ || item < first_failure_->first)
        first_failure_ = {item, answer.error().error};
      return;
    }
    const PackageId id{.name = *package.name, .version = package.version};
    Trusted trusted = HistoryReader(world_, names_, answer->packument, id, room_)
                          .Read(ExaminedOf(item), {.id = id,
                                                   .resolved = std::string(package.resolved.View()),
                                                   .integrity = ExaminedOf(item).integrity});
    const std::lock_guard lock(mutex_);
    TrustedOf(item) = std::move(trusted);
    learnt_.push_back(item);
  }

  void Save() {
    std::sort(learnt_.begin(), learnt_.end());
    std::vector<store::FactsKey> keys;
    std::vector<store::PackageFacts> facts;
    for (const std::size_t item : learnt_) {
      if (ExaminedOf(item).integrity.empty()) continue;
      keys.push_back(KeyOf(item, "trust"));
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

  const World& world_;
  const Inventory& inventory_;
  const std::vector<Item>& items_;
  Examination& examination_;
  const Options& options_;
  const detect::NameTable names_;
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
  if (!options.trust) return examination;
  if (const auto done = TrustExaminer(world, inventory, items, examination, options).Run(); !done)
    return Fail(done.error());
  return examination;
}

}  // namespace scan
