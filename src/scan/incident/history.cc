#include <algorithm>
#include <map>

#include "base/text.h"
#include "inventory/git_history.h"
#include "scan/incident/changed_parts.h"
#include "scan/incident/search.h"

namespace scan {
namespace {

using inventory::GitHistory;
using inventory::LockfileHistory;

class HistorySearch {
 public:
  HistorySearch(const Wanted& wanted, const std::string& folder, Investigation& investigation)
      : wanted_(wanted), folder_(folder), investigation_(investigation) {}

  void Run() {
    auto git = GitHistory::Open(folder_);
    if (!git) return Skip(folder_, git.error().message);
    const auto history = git->Lockfiles();
    if (!history) return Skip(folder_, history.error().message);
    if (history->shallow)
      Skip(folder_, "the clone is shallow: older commits are not there (`git fetch --unshallow`)");
    if (history->cut) Skip(folder_, "the history is longer than is walked");
    investigation_.examined.emplace_back("commits", history->commits);
    investigation_.examined.emplace_back("states of lockfiles", history->states.size());
    ReadStates(*git, *history);
    Tell(*git, *history);
  }

 private:
  void Skip(const std::string& place, std::string why) {
    investigation_.unexamined.push_back({.place = Untrusted(place), .why = std::move(why)});
  }

  /// Reads every state once, newest first, so that each is compared with one that hardly differs.
  void ReadStates(const GitHistory& git, const LockfileHistory& history) {
    hits_.assign(history.states.size(), {});
    std::vector<bool> known(history.states.size());
    struct Neighbour {
      ByteVector bytes;
      std::size_t state = LockfileHistory::kAbsent;
    };
    std::map<std::string, Neighbour> neighbours;  // by path: the last that was read
    const auto read = [&](const std::string& path, std::size_t state) {
      if (state == LockfileHistory::kAbsent || known[state]) return;
      known[state] = true;
      auto bytes = git.Read(history.states[state]);
      if (!bytes) return Skip(path, bytes.error().message);
      Neighbour& neighbour = neighbours[path];
      hits_[state] = neighbour.state == LockfileHistory::kAbsent
                         ? Whole(path, *bytes)
                         : Beside(path, *bytes, neighbour.bytes, hits_[neighbour.state]);
      neighbour = {.bytes = *std::move(bytes), .state = state};
    };
    for (const LockfileHistory::Change& change : history.changes) {
      read(change.path, change.now);
      read(change.path, change.before);
    }
  }

  std::vector<Hit> Whole(const std::string& path, Bytes bytes) {
    if (!wanted_.IsNamedIn(AsText(bytes)) && !path.ends_with(".lockb")) return {};
    auto hits = HitsIn(wanted_, std::string(BaseName(path)), bytes);
    if (hits) return *std::move(hits);
    Skip(path, hits.error().message);
    return {};
  }

  /// What two neighbours share has the same hits in both: only where the rest names a wanted
  /// release is the lockfile read again.
  std::vector<Hit> Beside(const std::string& path, Bytes bytes, Bytes neighbour,
                          const std::vector<Hit>& hits) {
    const std::string_view text = AsText(bytes);
    const std::string_view other = AsText(neighbour);
    const auto is_named = [&](std::string_view part) { return wanted_.IsNamedIn(part); };
    const auto ours = ChangedParts(text, other);
    const auto theirs = ChangedParts(other, text);
    const bool may_differ = path.ends_with(".lockb") ||
                            std::any_of(ours.begin(), ours.end(), is_named) ||
                            std::any_of(theirs.begin(), theirs.end(), is_named);
    return may_differ ? Whole(path, bytes) : hits;
  }

  static bool Has(const std::vector<Hit>& hits, const Hit& wanted) {
    return std::any_of(hits.begin(), hits.end(), [&](const Hit& hit) {
      return hit.incident == wanted.incident && hit.name == wanted.name &&
             hit.version == wanted.version;
    });
  }

  /// The commits that brought a release in, each with the first later one that took it out.
  void Tell(const GitHistory& git, const LockfileHistory& history) {
    const std::vector<Hit> none;
    const auto hits_of = [&](std::size_t state) -> const std::vector<Hit>& {
      return state == LockfileHistory::kAbsent ? none : hits_[state];
    };
    const auto& changes = history.changes;
    for (std::size_t i = 0; i < changes.size(); ++i) {
      for (const Hit& hit : hits_of(changes[i].now)) {
        if (Has(hits_of(changes[i].before), hit)) continue;
        const LockfileHistory::Change* removed = nullptr;
        for (std::size_t j = i; j-- > 0 && removed == nullptr;) {
          const bool same_file = changes[j].path == changes[i].path;
          if (same_file && Has(hits_of(changes[j].before), hit) &&
              !Has(hits_of(changes[j].now), hit))
            removed = &changes[j];
        }
        Add(git, changes[i], removed, hit);
      }
    }
  }

  void Add(const GitHistory& git, const LockfileHistory::Change& change,
           const LockfileHistory::Change* removed, const Hit& hit) {
    const auto until = removed != nullptr ? std::optional(removed->time) : std::nullopt;
    const auto incident =
        std::find_if(wanted_.incidents().begin(), wanted_.incidents().end(),
                     [&](const Incident& each) { return each.id == hit.incident; });
    Sighting sighting{.incident = hit.incident,
                      .kind = SightingKind::kHistory,
                      .install = ChanceBetween(*incident, change.time, until),
                      .place = Untrusted(change.path),
                      .line = hit.line,
                      .package = hit.name,
                      .version = hit.version,
                      .commit = change.commit,
                      .removed_by = removed != nullptr ? removed->commit : std::string(),
                      .since = change.time,
                      .until = until};
    for (std::string& branch : git.BranchesWith(change.commit))
      sighting.branches.emplace_back(std::move(branch));
    investigation_.sightings.push_back(std::move(sighting));
  }

  const Wanted& wanted_;
  const std::string& folder_;
  Investigation& investigation_;
  std::vector<std::vector<Hit>> hits_;  ///< by state
};

}  // namespace

void SearchHistory(const Wanted& wanted, const std::string& folder, Investigation& investigation) {
  HistorySearch(wanted, folder, investigation).Run();
}

}  // namespace scan
