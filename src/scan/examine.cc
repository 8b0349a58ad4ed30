#include "scan/examine.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

#include "base/heap.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/thread_pool.h"
#include "facts/contents_from_tarball.h"
#include "inventory/usual_host.h"
#include "registry/tarball_fetcher.h"
#include "registry/version_manifest.h"
#include "scan/installed.h"
#include "scan/reading_order.h"
#include "scan/work_room.h"

namespace scan {
namespace {

constexpr std::size_t kSaveEvery = 64;  ///< packages: what a kill can lose
constexpr std::size_t kNoManifest = ~std::size_t{0};
/// Packed: of anything smaller it is not worth asking beforehand whether it is a giant.
constexpr std::uint64_t kLargeTarball = limits::kMiB;

ArtifactSource SourceOf(registry::ByteSource source) {
  switch (source) {
    case registry::ByteSource::kCache:
      return ArtifactSource::kCache;
    case registry::ByteSource::kNpmCache:
      return ArtifactSource::kNpmCache;
    case registry::ByteSource::kNetwork:
      return ArtifactSource::kNetwork;
  }
  return ArtifactSource::kNone;
}

/// Bytes that are not what the lockfile promises: never analysed as if they were, never kept,
/// always told.
Fact MismatchFact(const Package& package, const std::string& lockfile,
                  const registry::Failure& failure) {
  Fact fact{.kind = FactKind::kArtifactIntegrityMismatch, .phase = Phase::kInstall};
  fact.evidence.file = Untrusted(lockfile);
  fact.evidence.position = {.line = package.line, .column = package.line > 0 ? 1U : 0U};
  fact.values = {{.key = "actual", .text = Untrusted(failure.actual.ToString())},
                 {.key = "expected", .text = Untrusted(failure.expected.ToString())},
                 {.key = "source", .text = Untrusted("network")}};
  return fact;
}

Diagnostic NotCachedDiagnostic(const Error& error) {
  return {.level = Diagnostic::Level::kWarning,
          .code = "C001",
          .message = error.message,
          .help = error.help};
}

PackageId IdOf(const Package& package) {
  return {.name = *package.name, .version = package.version};
}

registry::TarballRequest RequestFor(const Package& package) {
  return {.id = IdOf(package),
          .resolved = std::string(package.resolved.View()),
          .integrity = package.integrity};
}

/// What was fetched and is not read yet.
struct Tarball {
  std::size_t item = 0;
  registry::Artifact artifact;  ///< without its bytes while they wait in a cache
  /// What reading it is guessed to take: at first what it says that it unpacks to, once it was
  /// unpacked what is in it.
  std::size_t room = 0;
  std::size_t manifest = kNoManifest;  ///< what it is compared with, among those asked for
  bool unread = false;                 ///< known to be in a cache, and nothing more
};

class Examiner {
 public:
  Examiner(const World& world, const std::string& folder, const Inventory& inventory,
           const std::vector<Item>& items, const Options& options)
      : world_(world),
        folder_(folder),
        inventory_(inventory),
        items_(items),
        options_(options),
        registry_hosts_(UsualRegistryHosts(world, inventory)),
        examined_(items.size()),
        manifests_(items.size()),
        crew_(std::max(1U, options.jobs)) {}

  Result<Examination> Run() {
    LoadRemembered();
    FetchAndRead();
    ReadFolders();
    SaveNew();
    if (options_.stop.stop_requested()) {
      return Fail("stopped before everything was vetted",
                  "run it again: what was read so far is remembered");
    }
    Examination examination{.items = std::move(examined_), .diagnostics = {}};
    if (not_cached_) examination.diagnostics.push_back(NotCachedDiagnostic(*not_cached_));
    return examination;
  }

 private:
  const Package& PackageOf(std::size_t item) const {
    return inventory_.at(items_[item].places.front());
  }
  /// With the manifest that the registry shows, when it is known by now.
  facts::PackageContext ContextOf(std::size_t item) const {
    facts::PackageContext context = scan::ContextOf(PackageOf(item), registry_hosts_);
    if (manifests_[item]) context.registry_manifest = *manifests_[item];
    return context;
  }

  store::FactsKey KeyOf(const Integrity& integrity, const facts::PackageContext& context) const {
    std::string text = KeyTextOf(context);
    if (world_.yara != nullptr) text += "\nyara " + world_.yara->hash();
    return {.subject = store::SubjectKey(integrity, text),
            .extractor_version = facts::kExtractorVersion};
  }

  void LoadRemembered() {
    std::vector<std::size_t> asked;
    std::vector<store::FactsKey> keys;
    for (std::size_t i = 0; i < items_.size(); ++i) {
      const Package& package = PackageOf(i);
      if (items_[i].way != Way::kTarball) {
        from_folder_.push_back(i);
      } else if (package.integrity.empty() || options_.installed) {
        to_fetch_.push_back(i);
      } else {
        if (items_[i].compare_manifest)
          manifests_[i] = world_.registry.KeptManifest(IdOf(package), package.integrity);
        asked.push_back(i);
        keys.push_back(KeyOf(package.integrity, ContextOf(i)));
      }
    }
    auto answers = world_.store.LoadFacts(keys);
    for (std::size_t k = 0; k < asked.size(); ++k) {
      const std::size_t item = asked[k];
      if (!answers[k]) {
        to_fetch_.push_back(item);
        continue;
      }
      examined_[item] = {.source = ArtifactSource::kStore,
                         .integrity = PackageOf(item).integrity,
                         .known = *std::move(answers[k]),
                         .key = keys[k]};
      Count(item);
    }
    std::sort(to_fetch_.begin(), to_fetch_.end());
  }

  bool NeedsManifest(std::size_t item) const {
    return items_[item].compare_manifest && !manifests_[item];
  }

  /// Sorts what is to be read; giants that a cache has are set aside unread, the largest first.
  void PutInOrder(const std::vector<std::size_t>& manifest_of) {
    std::vector<ToRead> waiting;
    std::vector<ToRead> giants;
    waiting.reserve(to_fetch_.size());
    for (const std::size_t item : to_fetch_) {
      ToRead one{.item = item, .cached_bytes = {}, .compared = NeedsManifest(item)};
      const Integrity& integrity = PackageOf(item).integrity;
      if (!integrity.empty()) one.cached_bytes = world_.registry.CachedSize(integrity);
      all_cached_ = all_cached_ && one.cached_bytes;
      (IsCachedGiant(one) ? giants : waiting).push_back(one);
    }
    std::stable_sort(giants.begin(), giants.end(), [](const ToRead& a, const ToRead& b) {
      return a.cached_bytes > b.cached_bytes;
    });
    for (const ToRead& giant : giants) {
      Tarball tarball{.item = giant.item,
                      .artifact = {},
                      .room = MostRoom(),
                      .manifest = manifest_of[giant.item],
                      .unread = true};
      tarball.artifact.integrity = PackageOf(giant.item).integrity;
      aside_.push_back(std::move(tarball));
    }
    // A worker that asks for a tarball waits until npm has answered.
    const bool unknown = world_.registry.options().settings.OnlyNpmKnows();
    to_fetch_ = ReadingOrder(waiting, unknown ? 2 * std::size_t{options_.jobs} : 0);
  }

  /// By what it says at its end that it unpacks to, so that nothing more of it is read for that.
  [[nodiscard]] bool IsCachedGiant(const ToRead& one) const {
    if (one.cached_bytes.value_or(0) < kLargeTarball) return false;
    const auto end =
        world_.registry.CachedEnd(PackageOf(one.item).integrity, formats::Unzipper::kClaim);
    return end && MayTakeMostRoom(formats::Unzipper::ClaimedSizeByEnd(*end));
  }

  /// Whether no tarball comes over a network, as it seems.
  [[nodiscard]] bool IsLocal() const {
    return all_cached_ || world_.registry.options().http.IsOffline();
  }

  void FetchAndRead() {
    if (to_fetch_.empty()) return;
    std::vector<registry::TarballRequest> compared;
    std::vector<std::size_t> manifest_of(items_.size(), kNoManifest);
    for (const std::size_t item : to_fetch_) {
      if (!NeedsManifest(item)) continue;
      manifest_of[item] = compared.size();
      compared.push_back(RequestFor(PackageOf(item)));
    }
    PutInOrder(manifest_of);
    std::optional<KeepFreedMemory> kept;
    if (IsLocal()) kept.emplace();  // what a network brings comes beside it
    std::vector<registry::TarballRequest> requests;
    requests.reserve(to_fetch_.size());
    for (const std::size_t item : to_fetch_) requests.push_back(RequestFor(PackageOf(item)));
    const bool asks = options_.trust || !compared.empty();
    manifest_fetcher_.emplace(world_.registry, std::move(compared));
    tarball_fetcher_.emplace(world_.registry, std::move(requests));
    std::once_flag asked;
    std::jthread asking;
    const auto ask = [&] {
      // Where they come from may be known to npm alone, which takes its time to start.
      if (asks) world_.registry.options().settings.AskAhead();
      asking = std::jthread([&] { manifest_fetcher_->Start(); });
    };
    const unsigned jobs = crew_.hands();
    std::atomic<unsigned> working = jobs;
    ParallelFor(jobs, jobs, [&](std::size_t, unsigned) {
      // Beside the workers, as it waits for the answer, and not before there are any: while libcurl
      // is loaded for it, no thread can begin.
      std::call_once(asked, ask);
      ReadAll(manifest_of);
      working.fetch_sub(1);
      crew_.Wake();
      crew_.HelpUntil([&] { return working == 0; });
    });
    asking.join();
    tarball_fetcher_.reset();
    manifest_fetcher_.reset();
  }

  /// One worker's share.
  void ReadAll(const std::vector<std::size_t>& manifest_of) {
    Worker worker(&crew_);
    // The network is asked for something before a giant is begun.
    if (IsLocal()) TakeThoseThatMayGo(worker);
    while (auto fetched = HelpAndFetch()) {
      if (options_.stop.stop_requested()) continue;  // drains what is under way
      const std::size_t item = to_fetch_[fetched->index];
      if (fetched->result) {
        const std::size_t room = RoomToUnpack(fetched->result->bytes);
        TakeOrSetAside({.item = item,
                        .artifact = *std::move(fetched->result),
                        .room = room,
                        .manifest = manifest_of[item]},
                       worker);
      } else {
        TakeFailure(item, fetched->result.error(), worker);
      }
      TakeThoseThatMayGo(worker);
    }
    TakeTheRest(worker);
  }

  /// The next tarball. Another worker's files go before it: giants are read one after the other,
  /// and the end waits for the last of them.
  std::optional<registry::TarballFetcher::Fetched> HelpAndFetch() {
    crew_.Help();
    return tarball_fetcher_->Next();
  }

  /// Whether what it is compared with has come, or is known not to come.
  [[nodiscard]] bool IsReady(const Tarball& tarball) const {
    return tarball.manifest == kNoManifest || manifest_fetcher_->IsReady(tarball.manifest);
  }
  void TakeManifest(Tarball& tarball) {
    const std::size_t manifest = std::exchange(tarball.manifest, kNoManifest);
    if (manifest != kNoManifest) manifests_[tarball.item] = manifest_fetcher_->Wait(manifest);
  }

  /// A tarball too large to be read beside what the other workers read waits: its turn comes when
  /// one of these is done, and until then the workers go on with smaller ones. So does one that is
  /// compared with a manifest on its way: the network may be able to bring that only after the
  /// tarballs that came before it were taken.
  void TakeOrSetAside(Tarball tarball, Worker& worker) {
    if (!IsReady(tarball) || !room_.TryTake(tarball.room)) {
      if (SetAside(tarball)) return;
      TakeManifest(tarball);
      WaitForRoom(tarball.room);
    }
    TakeTarball(std::move(tarball), worker);
  }

  /// Helps the other workers meanwhile.
  void WaitForRoom(std::size_t room) {
    crew_.HelpUntil([&] { return room_.TryTake(room); });
  }
  void GiveBack(std::size_t room) {
    room_.GiveBack(room);
    crew_.Wake();
  }

  /// Bytes that a cache has wait there: giants held in memory would take what small ones could be
  /// read in. False when too many bytes that are in no cache wait already.
  bool SetAside(Tarball& tarball) {
    if (!tarball.artifact.not_cached) tarball.artifact.bytes = ByteVector();
    const std::size_t held = tarball.artifact.bytes.size();
    const std::lock_guard lock(mutex_);
    if (aside_bytes_ + held > limits::kSetAsideBytes) return false;
    aside_bytes_ += held;
    const auto place =
        std::upper_bound(aside_.begin(), aside_.end(), tarball.room,
                         [](std::size_t room, const Tarball& other) { return room > other.room; });
    aside_.insert(place, std::move(tarball));
    return true;
  }

  /// The largest that may go, with its room taken; nothing when there is none. One goes before a
  /// larger one that waits only if both fit together, as that would wait for ever smaller ones, or
  /// beside a giant, for which the larger has to wait anyway.
  std::optional<Tarball> TakeOneThatMayGo() {
    const std::lock_guard lock(mutex_);
    const bool beside_giant = room_.IsMostlyTaken();
    std::size_t largest = 0;
    for (auto one = aside_.begin(); one != aside_.end(); ++one) {
      if (!IsReady(*one)) continue;
      const bool may_go = beside_giant || largest + one->room <= limits::kWorkBytes;
      if (may_go && room_.TryTake(one->room)) return TakeFromAside(one);
      largest = std::max(largest, one->room);
    }
    return std::nullopt;
  }

  void TakeThoseThatMayGo(Worker& worker) {
    while (!options_.stop.stop_requested()) {
      auto tarball = TakeOneThatMayGo();
      if (!tarball) return;
      TakeAgain(*std::move(tarball), worker);
    }
  }

  void TakeTheRest(Worker& worker) {
    while (auto tarball = WaitForOne()) {
      if (options_.stop.stop_requested()) {
        GiveBack(tarball->room);
      } else {
        TakeAgain(*std::move(tarball), worker);
      }
    }
  }
  /// The next one, with its room taken; helps the other workers until there is room. Nothing when
  /// none is left.
  std::optional<Tarball> WaitForOne() {
    for (;;) {
      std::optional<Tarball> tarball;
      {
        const std::lock_guard lock(mutex_);
        if (aside_.empty()) return std::nullopt;
        if (!OneIsReady()) tarball = TakeFromAside(aside_.begin());
      }
      if (tarball) {
        TakeManifest(*tarball);
        WaitForRoom(tarball->room);
        return tarball;
      }
      crew_.HelpUntil([&] {
        tarball = TakeOneThatMayGo();
        if (tarball) return true;
        const std::lock_guard lock(mutex_);
        return !OneIsReady();
      });
      if (tarball) return tarball;
    }
  }
  /// Called with the lock held.
  [[nodiscard]] bool OneIsReady() const {
    return std::any_of(aside_.begin(), aside_.end(),
                       [&](const Tarball& one) { return IsReady(one); });
  }

  /// Called with the lock held.
  Tarball TakeFromAside(std::vector<Tarball>::iterator place) {
    Tarball tarball = std::move(*place);
    aside_.erase(place);
    aside_bytes_ -= tarball.artifact.bytes.size();
    return tarball;
  }

  /// One that was set aside, whose room was taken: its bytes come out of the cache, verified
  /// whether or not they were before.
  void TakeAgain(Tarball tarball, Worker& worker) {
    if (tarball.artifact.bytes.empty()) {
      registry::TarballRequest request = RequestFor(PackageOf(tarball.item));
      request.integrity = tarball.artifact.integrity;
      auto again = registry::FetchTarball(world_.registry, std::move(request));
      if (!again) {
        GiveBack(tarball.room);
        return TakeFailure(tarball.item, again.error(), worker);
      }
      if (tarball.unread) {
        tarball.artifact = *std::move(again);
        tarball.unread = false;
      } else {  // where it came from at first is told
        tarball.artifact.bytes = std::move(again->bytes);
      }
    }
    TakeTarball(std::move(tarball), worker);
  }

  /// Reads a tarball whose room was taken, and gives the room back. One that turns out to need more
  /// than there is goes back to those that wait, to be unpacked once more in its turn.
  void TakeTarball(Tarball tarball, Worker& worker) {
    TakeManifest(tarball);
    if (Read(tarball, worker)) {
      // What a giant was read in would be kept for the next one, which another worker may get.
      if (IsGiant(tarball.room)) worker = Worker(&crew_);
      GiveBack(tarball.room);
    } else {
      TakeOrSetAside(std::move(tarball), worker);
    }
  }

  /// False, and the room is given back, when what is in the tarball needs more than there is.
  bool Read(Tarball& tarball, Worker& worker) {
    const std::size_t taken = tarball.room;
    {
      const Contents contents = facts::ReadTarball(tarball.artifact.bytes, worker.unzipper);
      tarball.room = RoomFor(contents);
      if (tarball.room <= taken || room_.TryRaise(taken, tarball.room)) {
        if (tarball.room < taken) GiveBack(taken - tarball.room);
        ReadTarball(tarball.item, std::move(tarball.artifact), contents, worker);
        return true;
      }
    }
    GiveBack(taken);
    return false;
  }

  void ReadTarball(std::size_t item, registry::Artifact artifact, const Contents& contents,
                   Worker& worker) {
    // Nobody promised anything about these bytes: their own hash names them from here on.
    if (artifact.integrity.empty()) artifact.integrity = Integrity::Of(artifact.bytes);
    const facts::PackageContext context = ContextOf(item);
    // The contents of a plain tar point into it.
    if (formats::Unzipper::Recognises(artifact.bytes)) artifact.bytes = ByteVector();
    Examined examined{.source = SourceOf(artifact.source),
                      .integrity = artifact.integrity,
                      .known = Observe(world_, contents, context, worker.memory),
                      .key = KeyOf(artifact.integrity, context)};
    if (artifact.not_cached) NoteOnce(*artifact.not_cached);
    RememberLater(examined);
    // When it cannot be kept, the next run asks again: slower, never wrong.
    if (context.registry_manifest) {
      (void)world_.registry.KeepManifest(IdOf(PackageOf(item)), artifact.integrity,
                                         *context.registry_manifest);
    }
    if (options_.installed) CompareInstalled(item, contents, examined, worker);
    examined_[item] = std::move(examined);
    Count(item);
  }

  void TakeFailure(std::size_t item, const registry::Failure& failure, Worker& worker) {
    const Package& package = PackageOf(item);
    if (failure.kind == registry::FailureKind::kMismatch) {
      Examined& examined = examined_[item];
      examined.known.facts = {MismatchFact(package, inventory_.LockfileOf(package), failure)};
      examined.remark = failure.error.message;
      Count(item);
      return;
    }
    // The installed folder is weaker evidence, but better than none: an install script may have
    // changed it, and the report says so.
    const std::string path = JoinPath(folder_, package.path);
    const auto status = world_.files.StatusOfTarget(path);
    const bool installed = status && status->type == FileType::kFolder;
    if (installed && !options_.stop.stop_requested()) {
      ReadFolderOf(item, worker);
      examined_[item].remark = failure.error.message;
    } else {
      // The same words for all of them, so that a report can tell them in one line.
      const bool unasked = failure.kind == registry::FailureKind::kOffline && package.optional;
      examined_[item].remark = unasked ? "an optional package in no cache, and offline nothing is "
                                         "fetched; most often it is made for another system"
                                       : failure.error.message;
      // An optional package for another platform is in no folder, and nobody will install it here;
      // it is still listed.
      Count(item);
    }
  }

  void ReadFolders() {
    std::vector<Worker> workers(std::max(1U, options_.jobs));
    ParallelFor(from_folder_.size(), options_.jobs, [&](std::size_t index, unsigned worker) {
      if (!options_.stop.stop_requested()) ReadFolderOf(from_folder_[index], workers[worker]);
    });
  }

  void ReadFolderOf(std::size_t item, Worker& worker) {
    const Package& package = PackageOf(item);
    Examined examined;
    auto found = ReadFolder(world_.files, JoinPath(folder_, package.path));
    if (!found) {
      examined.remark = found.error().message;
    } else {
      examined.source = package.origin == Origin::kFolder ? ArtifactSource::kLocal
                                                          : ArtifactSource::kInstalledFolder;
      examined.known = Observe(world_, found->contents, scan::ContextOf(package, registry_hosts_),
                               worker, room_);
      examined.unread = std::move(found->unread);
    }
    examined_[item] = std::move(examined);
    Count(item);
  }

  void CompareInstalled(std::size_t item, const Contents& packed, Examined& examined,
                        Worker& worker) {
    for (const PackageIndex place : items_[item].places) {
      const std::string path = JoinPath(folder_, inventory_.at(place).path);
      const auto status = world_.files.Status(path);
      if (!status || status->type != FileType::kFolder) continue;
      auto installed = ReadFolder(world_.files, path);
      if (!installed) {
        examined.unread.push_back(
            {.path = inventory_.at(place).path, .reason = installed.error().message});
        continue;
      }
      Facts differences = DifferencesOf(packed, installed->contents);
      if (differences.empty()) continue;
      // What differs is vetted as it lies on disk: those bytes are what runs.
      Facts as_installed =
          Observe(world_, OnlyWhatDiffers(packed, installed->contents),
                  scan::ContextOf(inventory_.at(place), registry_hosts_), worker.memory)
              .facts;
      Facts& all = examined.known.facts;
      all.insert(all.end(), std::make_move_iterator(differences.begin()),
                 std::make_move_iterator(differences.end()));
      for (Fact& fact : as_installed) {
        if (IsAboutAFile(fact) && std::find(all.begin(), all.end(), fact) == all.end())
          all.push_back(std::move(fact));
      }
      Sort(all);
      examined.key.reset();  // no longer the facts of the tarball alone
    }
  }

  void RememberLater(const Examined& examined) {
    const std::lock_guard lock(mutex_);
    new_keys_.push_back(*examined.key);
    new_facts_.push_back(examined.known);
    if (new_keys_.size() >= kSaveEvery) SaveLocked();
  }

  void SaveNew() {
    const std::lock_guard lock(mutex_);
    SaveLocked();
  }
  void SaveLocked() {
    if (!new_keys_.empty()) world_.store.SaveFacts(new_keys_, new_facts_);
    new_keys_.clear();
    new_facts_.clear();
  }

  void NoteOnce(const Error& error) {
    const std::lock_guard lock(mutex_);
    if (!not_cached_) not_cached_ = error;
  }

  void Count(std::size_t item) {
    const std::lock_guard lock(mutex_);
    ++progress_.done;
    progress_.total = items_.size();
    progress_.bytes += examined_[item].known.bytes;
    if (options_.on_progress) options_.on_progress(progress_);
  }

  const World& world_;
  const std::string& folder_;
  const Inventory& inventory_;
  const std::vector<Item>& items_;
  const Options& options_;
  const std::vector<std::string> registry_hosts_;
  std::vector<Examined> examined_;
  /// By item: what the registry shows of it, where that is compared and could be had.
  std::vector<std::optional<std::string>> manifests_;
  std::vector<std::size_t> to_fetch_;
  bool all_cached_ = true;  ///< what is to be fetched is in some cache, as it seems
  std::vector<std::size_t> from_folder_;

  // While FetchAndRead runs:
  std::optional<registry::ManifestFetcher> manifest_fetcher_;
  std::optional<registry::TarballFetcher> tarball_fetcher_;
  WorkRoom room_{limits::kWorkBytes,
                 [this] { return tarball_fetcher_ ? tarball_fetcher_->BytesHeld() : 0; }};
  Crew crew_;
  std::mutex mutex_;            ///< guards all below
  std::vector<Tarball> aside_;  ///< the largest first
  std::size_t aside_bytes_ = 0;
  std::vector<store::FactsKey> new_keys_;
  std::vector<store::PackageFacts> new_facts_;
  std::optional<Error> not_cached_;
  Progress progress_;
};

}  // namespace

store::PackageFacts Observe(const World& world, const Contents& contents,
                            const facts::PackageContext& context, facts::Memory& memory) {
  Facts facts = facts::Extract(contents, context, memory);
  if (world.yara != nullptr) {
    Facts matches = world.yara->Match(contents);
    facts.insert(facts.end(), std::make_move_iterator(matches.begin()),
                 std::make_move_iterator(matches.end()));
    Sort(facts);
  }
  return {
      .facts = std::move(facts), .files = contents.files.size(), .bytes = contents.unpacked_bytes};
}

store::PackageFacts Observe(const World& world, const Contents& contents,
                            const facts::PackageContext& context, Worker& worker, WorkRoom& room) {
  const std::size_t bytes = RoomFor(contents);
  room.Take(bytes);
  store::PackageFacts known = Observe(world, contents, context, worker.memory);
  room.GiveBack(bytes);
  return known;
}

std::string KeyTextOf(const facts::PackageContext& context) {
  const std::string manifest =
      context.registry_manifest ? Hex(Sha256(AsBytes(*context.registry_manifest))) : "";
  return fmt::format("{}\n{}\n{}\n{}\n{}", context.name, context.version, NameOf(context.origin),
                     Join(context.registry_hosts, " "), manifest);
}

std::vector<std::string> UsualRegistryHosts(const World& world, const Inventory& inventory) {
  std::vector<std::string> hosts = world.registry.options().settings.NamedRegistryHosts();
  inventory::UsualHost usual;
  for (const Package& package : inventory.packages) usual.Add(package);
  if (std::string host = usual.Find(); !host.empty()) hosts.push_back(std::move(host));
  std::sort(hosts.begin(), hosts.end());
  hosts.erase(std::unique(hosts.begin(), hosts.end()), hosts.end());
  return hosts;
}

Result<Examination> Examine(const World& world, const std::string& folder,
                            const Inventory& inventory, const std::vector<Item>& items,
                            const Options& options) {
  return Examiner(world, folder, inventory, items, options).Run();
}

}  // namespace scan
