#include "facts/publish/publish_facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "base/text.h"
#include "facts/publish/history.h"
#include "facts/publish/install_scripts.h"
#include "facts/publish/mail.h"
#include "facts/publish/release_facts.h"
#include "facts/sink.h"

namespace facts {
namespace {

constexpr UnixMillis kHour = 3'600'000;
constexpr UnixMillis kDay = 24 * kHour;
/// How far back a level of trust counts: a line changes its habits over the years.
constexpr std::size_t kTrustVersions = 10;
constexpr UnixMillis kTrustWindow = 400 * kDay;
/// An account that published that recently, or among so many last versions, is a known hand.
constexpr std::size_t kRecentVersions = 20;
constexpr UnixMillis kRecentWindow = 180 * kDay;
/// For so long an account counts as new on a package after its first release there.
constexpr UnixMillis kNewHandWindow = 30 * kDay;
/// A package is armed when it gains a script within its first days.
constexpr UnixMillis kArmedWindow = 7 * kDay;
/// One version that forgot a field is an accident; after so many it was a habit.
constexpr std::size_t kHabitVersions = 5;

std::string_view AccountOf(const ::Manifest& manifest) {
  return manifest.publisher ? manifest.publisher->person.name.View() : std::string_view();
}

class Reporter {
 public:
  Reporter(const Packument& packument, const History& history, UnixMillis now, Sink& sink)
      : packument_(packument),
        history_(history),
        now_(now),
        sink_(sink),
        current_(*history.current().manifest) {}

  void TellAll() {
    TellVersion();
    TellUnknown();
    if (history_.previous() == nullptr) return;
    TellTrust();
    TellPublisher();
    TellEmail();
    TellMaintainers();
    TellScripts();
    TellGitHead();
    TellRepository();
  }

 private:
  void Add(FactKind kind, Phase phase, std::string_view snippet,
           std::initializer_list<KeyText> values) {
    Evidence evidence = RegistryPlace(packument_, current_.version);
    evidence.snippet = Untrusted(snippet);
    sink_.Add(kind, phase, std::move(evidence), values);
  }

  /// Hours or days from `then` to `to`, as text; empty when one of them is unknown.
  static std::string Since(std::optional<UnixMillis> then, std::optional<UnixMillis> to,
                           UnixMillis unit) {
    if (!then || !to || *to < *then) return {};
    return std::to_string((*to - *then) / unit);
  }

  void TellVersion() {
    const auto published = current_.published;
    const Publisher publisher = current_.publisher.value_or(Publisher());
    Add(FactKind::kPublishVersion, Phase::kUnknown, AccountOf(current_),
        {{"version", current_.version},
         {"published", published ? FormatTime(*published) : ""},
         {"observed", FormatTime(now_)},
         {"age-hours", Since(published, now_, kHour)},
         {"package-age-hours", Since(packument_.created, now_, kHour)},
         {"versions", std::to_string(history_.earlier().size() + 1)},
         {"publisher", publisher.person.name.View()},
         {"by", NameOf(SortOf(current_))},
         {"trust", NameOf(history_.LevelOf(current_))},
         {"previous",
          history_.previous() != nullptr ? history_.previous()->manifest->version : ""}});
  }

  void TellUnknown() {
    const auto none = [&](auto has) {
      return std::none_of(packument_.versions.begin(), packument_.versions.end(), has);
    };
    const auto tell = [&](std::string_view field) {
      Add(FactKind::kPublishUnknown, Phase::kUnknown, {}, {{"field", field}});
    };
    if (none([](const ::Manifest& each) { return each.published.has_value(); })) tell("time");
    if (none([](const ::Manifest& each) { return each.publisher.has_value(); })) tell("publisher");
    if (history_.LevelOf(current_) == TrustLevel::kUnknown) tell("signatures");
    // Only a full document has scripts, and only an abbreviated one says this instead.
    if (none([](const ::Manifest& each) { return !each.scripts.empty(); }) &&
        std::any_of(packument_.versions.begin(), packument_.versions.end(),
                    [](const ::Manifest& each) { return each.has_install_script.has_value(); }))
      tell("scripts");
  }

  void TellTrust() {
    const TrustLevel now = history_.LevelOf(current_);
    if (now == TrustLevel::kUnknown) return;
    TrustLevel best = TrustLevel::kUnknown;
    const History::Entry* set_by = nullptr;
    std::size_t seen = 0;
    std::size_t holders = 0;
    const auto& line = history_.line();
    for (auto at = line.rbegin(); at != line.rend() && seen < kTrustVersions; ++at, ++seen) {
      const History::Entry& entry = **at;
      const auto published = history_.current().published;
      if (entry.published && published && *published - *entry.published > kTrustWindow) break;
      const TrustLevel level = history_.LevelOf(*entry.manifest);
      if (level > now && level >= TrustLevel::kAttestation) ++holders;
      if (level <= best) continue;
      best = level;
      set_by = &entry;
    }
    // That the registry's own signature is missing is the mirror's doing, not the publisher's.
    if (best <= now || best < TrustLevel::kAttestation) return;
    Add(FactKind::kPublishTrustLowered, Phase::kUnknown, set_by->manifest->version,
        {{"from", NameOf(best)},
         {"to", NameOf(now)},
         {"set-by", set_by->manifest->version},
         {"days", Since(set_by->published, current_.published, kDay)},
         {"versions", std::to_string(holders)}});
  }

  void TellPublisher() {
    const std::string_view account = AccountOf(current_);
    if (account.empty()) return;
    const auto& earlier = history_.earlier();
    const auto is_ours = [&](const History::Entry& entry) {
      return AccountOf(*entry.manifest) == account;
    };
    const auto first = std::find_if(earlier.begin(), earlier.end(), is_ours);
    const std::string_view previous = AccountOf(*history_.previous()->manifest);
    // A hand that came lately is still a new one after its first, harmless release.
    const bool by_workflow = SortOf(current_) == PublisherSort::kCi;
    const bool lately = !by_workflow && first != earlier.end() && first != earlier.begin() &&
                        first->published && current_.published &&
                        *current_.published - *first->published <= kNewHandWindow;
    if (previous == account && !lately) return;
    const History::Entry& former = lately ? *std::prev(first) : *history_.previous();
    const std::string_view was = AccountOf(*former.manifest);
    if (was.empty() || was == account) return;

    // How uniformly the former account held the package is what makes the change tell something.
    std::size_t held = 0;
    std::optional<UnixMillis> since;
    for (auto at = earlier.rbegin(); at != earlier.rend(); ++at) {
      if (is_ours(*at) && held == 0) continue;
      if (AccountOf(*at->manifest) != was) break;
      ++held;
      since = at->published;
    }
    Add(FactKind::kPublishPublisherChange, Phase::kUnknown, current_.publisher->person.email.View(),
        {{"publisher", account},
         {"by", NameOf(SortOf(current_))},
         {"was", was},
         {"was-by", NameOf(SortOf(*former.manifest))},
         {"seen", first == earlier.end() ? "never"
                  : lately               ? "new"
                                         : LastSeen()},
         {"held-versions", std::to_string(held)},
         {"held-days", Since(since, current_.published, kDay)},
         {"mail", MailSort(current_.publisher->person.email.View())}});
  }

  /// Whether the account of this version, which published before, did so lately.
  [[nodiscard]] std::string_view LastSeen() const {
    const auto& earlier = history_.earlier();
    std::size_t steps = 0;
    for (auto at = earlier.rbegin(); at != earlier.rend(); ++at, ++steps) {
      if (AccountOf(*at->manifest) != AccountOf(current_)) continue;
      const bool dated = at->published && current_.published;
      const bool fresh = !dated || *current_.published - *at->published <= kRecentWindow;
      return fresh && steps < kRecentVersions ? "recent" : "long-ago";
    }
    return "never";
  }

  void TellEmail() {
    const std::string_view account = AccountOf(current_);
    const std::string_view mail =
        current_.publisher ? current_.publisher->person.email.View() : std::string_view();
    if (account.empty() || mail.empty()) return;
    const auto& earlier = history_.earlier();
    for (auto at = earlier.rbegin(); at != earlier.rend(); ++at) {
      if (AccountOf(*at->manifest) != account) continue;
      const std::string_view was = at->manifest->publisher->person.email.View();
      if (was.empty()) continue;
      if (EqualsIgnoringCase(was, mail)) return;
      Add(FactKind::kPublishEmailChange, Phase::kUnknown, mail,
          {{"publisher", account}, {"was", was}, {"now", mail}, {"mail", MailSort(mail)}});
      return;
    }
  }

  void TellMaintainers() {
    const auto names = [](const std::vector<Person>& people) {
      std::set<std::string_view> set;
      for (const Person& person : people) set.insert(person.name.View());
      return set;
    };
    const auto now = names(current_.maintainers);
    const auto was = names(history_.previous()->manifest->maintainers);
    if (now.empty() || was.empty() || now == was) return;
    std::vector<KeyText> values;
    for (const std::string_view name : now)
      if (!was.contains(name)) values.push_back({"added", name});
    for (const std::string_view name : was)
      if (!now.contains(name)) values.push_back({"removed", name});
    sink_.Add(FactKind::kPublishMaintainerChange, Phase::kUnknown,
              RegistryPlace(packument_, current_.version), values);
  }

  void TellScripts() {
    const ::Manifest& previous = *history_.previous()->manifest;
    for (const auto& [name, command] : InstallScripts(current_)) {
      const auto had = InstallScripts(previous);
      if (std::any_of(had.begin(), had.end(),
                      [&wanted = name](const auto& each) { return each.first == wanted; }))
        continue;
      const std::size_t without = SettledWithoutScript();
      Add(FactKind::kPublishScriptGained, Phase::kInstall, command,
          {{"script", name},
           {"command", command},
           {"versions-without", std::to_string(without)},
           {"known-tool", YesNo(IsKnownBuild(command))}});
      TellArmed(name, command);
    }
  }

  /// How many versions in a row had no install script, newest first, without those that had not
  /// stood for a day: of the line, or of all lines when this version begins one.
  [[nodiscard]] std::size_t SettledWithoutScript() const {
    std::size_t without = 0;
    const auto& earlier = history_.earlier();
    for (auto at = earlier.rbegin(); at != earlier.rend(); ++at) {
      const bool in_line = SameLine(at->version, history_.current().version);
      if (!in_line && !history_.line().empty()) continue;
      if (at->published && current_.published && *current_.published - *at->published < kDay)
        continue;
      if (!InstallScripts(*at->manifest).empty()) break;
      ++without;
    }
    return without;
  }

  /// The package's first version had no install script at all, and that was days ago. A young
  /// package that turns native gains one too, but that starts a known build and nothing else.
  void TellArmed(std::string_view name, std::string_view command) {
    if (IsKnownBuild(command) || !history_.IsInOrder()) return;
    const History::Entry& first = history_.earlier().front();
    if (!InstallScripts(*first.manifest).empty()) return;
    if (!first.published || !current_.published) return;
    if (*current_.published - *first.published > kArmedWindow) return;
    Add(FactKind::kPublishArmed, Phase::kInstall, command,
        {{"script", name},
         {"command", command},
         {"hours", Since(first.published, current_.published, kHour)},
         {"versions-before", std::to_string(history_.earlier().size())}});
  }

  void TellGitHead() {
    if (!current_.git_head.empty()) return;
    std::size_t told = 0;
    const auto& line = history_.line();
    for (auto at = line.rbegin(); at != line.rend() && !(*at)->manifest->git_head.empty(); ++at)
      ++told;
    if (told < kHabitVersions) return;
    Add(FactKind::kPublishGitHeadLost, Phase::kUnknown, {}, {{"versions", std::to_string(told)}});
  }

  void TellRepository() {
    const std::string now = RepositoryName(current_.repository.View());
    const std::string was = RepositoryName(history_.previous()->manifest->repository.View());
    if (now.empty() || was.empty() || now == was) return;
    Add(FactKind::kPublishRepositoryChange, Phase::kUnknown, current_.repository.View(),
        {{"was", was}, {"now", now}});
  }

  const Packument& packument_;
  const History& history_;
  UnixMillis now_;
  Sink& sink_;
  const ::Manifest& current_;
};

}  // namespace

Evidence RegistryPlace(const Packument& packument, std::string_view version) {
  Evidence evidence;
  evidence.file = Untrusted(
      fmt::format("registry/{}@{}", packument.name ? packument.name->text() : "", version));
  return evidence;
}

Facts ExtractPublish(const Packument& packument, std::string_view version, UnixMillis now) {
  const auto history = History::Before(packument, version);
  if (!history) return {};
  Sink sink;
  Reporter(packument, *history, now, sink).TellAll();
  TellRelease(packument, *history, now, sink);
  return std::move(sink).Take();
}

void RetellAges(Facts& facts, UnixMillis now) {
  for (Fact& fact : facts) {
    if (fact.kind != FactKind::kPublishVersion) continue;
    const auto time_of = [&](std::string_view key) {
      const Untrusted* const text = fact.Find(key);
      return text != nullptr ? ParseTime(text->View()) : std::nullopt;
    };
    const auto observed = time_of("observed");
    if (!observed || now < *observed) continue;
    for (FactValue& value : fact.values) {
      if (value.key != "age-hours" && value.key != "package-age-hours") continue;
      const auto hours = ParseNumber(value.text.View());
      if (!hours) continue;
      const auto more = static_cast<std::uint64_t>((now - *observed) / kHour);
      value.text = Untrusted(std::to_string(*hours + more));
    }
  }
}

}  // namespace facts
