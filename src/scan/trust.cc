#include "scan/trust.h"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>

#include "base/heap.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/thread_pool.h"
#include "facts/publish/publish_facts.h"
#include "scan/registry_fact.h"
#include "scan/release_history.h"
#include "scan/together.h"

namespace scan {
namespace {

constexpr UnixMillis kHour = 3'600'000;
/// Histories asked for at once: each may be a document of many megabytes.
constexpr unsigned kHistoriesInFlight = 8;
/// Of versions that are held against the ones before, as those documents are held beside them.
constexpr std::size_t kRoomToCompare = limits::kWorkBytes / 10 * 9;

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
    // What packages were read in goes back before documents come in, of which a cache has few.
    if (!asked_.empty() && !world_.registry.options().http.IsOffline()) GiveBackFreeMemory();
    ParallelFor(asked_.size(), kHistoriesInFlight, [&](std::size_t index, unsigned) {
      if (!options_.stop.stop_requested()) Examine(asked_[index]);
    });
    if (options_.stop.stop_requested())
      return Fail("stopped before the history of every package was read",
                  "run it again: what was read so far is remembered");
    Save();
    if (unknown_ > 0) examination_.diagnostics.push_back(UnknownDiagnostic());
    if (auto note = NoteOnProofs(examination_.items)) examination_.diagnostics.push_back(*note);
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
    return *observed - *published > kYoungRelease || world_.clock.Now() - *observed < kHour;
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
    const registry::TarballRequest request{.id = id,
                                           .resolved = std::string(package.resolved.View()),
                                           .integrity = ExaminedOf(item).integrity};
    Trusted trusted = ReadHistory(Tools(), {.packument = answer->packument,
                                            .id = id,
                                            .examined = ExaminedOf(item),
                                            .request = request,
                                            .locked = locked,
                                            .proof = AskOf(item)});
    const std::lock_guard lock(mutex_);
    TrustedOf(item) = std::move(trusted);
    learnt_.push_back(item);
  }

  [[nodiscard]] HistoryTools Tools() {
    std::call_once(named_, [this] { names_.emplace(); });
    return {.world = world_, .names = *names_, .proofs = proofs_, .room = room_};
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

  const World& world_;
  const Inventory& inventory_;
  const std::vector<Item>& items_;
  Examination& examination_;
  const Options& options_;
  ProofExaminer proofs_;
  WorkRoom room_{kRoomToCompare};
  std::once_flag named_;
  std::optional<detect::NameTable> names_;  ///< made for the first history that is read

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
