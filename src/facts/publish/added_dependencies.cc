#include <algorithm>
#include <set>

#include "base/limits.h"
#include "base/text.h"
#include "facts/publish/history.h"
#include "facts/publish/install_scripts.h"
#include "facts/publish/publish_facts.h"
#include "facts/sink.h"
#include "facts/spec_source.h"
#include "model/npm_spec.h"
#include "model/pick_version.h"

namespace facts {
namespace {

constexpr UnixMillis kHour = 3'600'000;
/// A bait and its armed version are days apart; later a new script is ordinary work.
constexpr UnixMillis kArmedWindow = 7 * 24 * kHour;

struct Added {
  std::string_view name;
  std::string_view spec;
  std::string_view scope;
};

bool Has(const TextPairs& pairs, std::string_view name) {
  return std::any_of(pairs.begin(), pairs.end(),
                     [&](const auto& pair) { return pair.first.View() == name; });
}

/// What an install brings in now and did not with `previous`. npm lists optional dependencies among
/// the others too; each is told once.
std::vector<Added> AddedIn(const ::Manifest& now, const ::Manifest& previous) {
  std::vector<Added> added;
  const auto had = [&](std::string_view name) {
    return Has(previous.dependencies, name) || Has(previous.optional_dependencies, name) ||
           Has(previous.peer_dependencies, name);
  };
  const auto take = [&](const TextPairs& pairs, std::string_view scope) {
    for (const auto& [name, spec] : pairs) {
      const bool optional_too = scope == "prod" && Has(now.optional_dependencies, name.View());
      if (had(name.View()) || optional_too) continue;
      if (added.size() < limits::kAddedDependencies)
        added.push_back({.name = name.View(), .spec = spec.View(), .scope = scope});
    }
  };
  take(now.dependencies, "prod");
  take(now.optional_dependencies, "optional");
  return added;
}

std::string_view StepOf(const Version& now, const Version& previous) {
  if (now.major != previous.major) return "major";
  if (now.minor != previous.minor) return "minor";
  if (now.patch != previous.patch) return "patch";
  return "prerelease";
}

/// Accounts of people; a workflow's name is shared by everybody who uses that forge.
void AddAccounts(const ::Manifest& manifest, std::set<std::string_view>& accounts) {
  if (manifest.publisher && SortOf(manifest) != PublisherSort::kCi)
    accounts.insert(manifest.publisher->person.name.View());
  for (const Person& person : manifest.maintainers) accounts.insert(person.name.View());
  accounts.erase(std::string_view());
}

std::string_view FamilyOf(const Packument& carrier, const History& history,
                          const Packument& dependency) {
  const bool scoped = carrier.name && !carrier.name->scope().empty() && dependency.name;
  if (scoped && carrier.name->scope() == dependency.name->scope()) return "same-scope";
  // Who published before, not who published this version: that hand is in question.
  std::set<std::string_view> ours;
  for (const History::Entry& entry : history.earlier()) AddAccounts(*entry.manifest, ours);
  std::set<std::string_view> theirs;
  for (const ::Manifest& manifest : dependency.versions) AddAccounts(manifest, theirs);
  for (const Person& person : dependency.maintainers) theirs.insert(person.name.View());
  theirs.erase(std::string_view());
  if (ours.empty() || theirs.empty()) return "unknown";
  const bool shared = std::any_of(theirs.begin(), theirs.end(),
                                  [&](std::string_view name) { return ours.contains(name); });
  return shared ? "same-publisher" : "other";
}

/// Whether the package gained an install script, other than a known build, within days of a first
/// version without one, in `version` or before it.
bool IsArmed(const Packument& packument, std::string_view version) {
  const auto history = History::Before(packument, version);
  if (!history || history->earlier().empty() || !history->IsInOrder()) return false;
  const auto scripts = InstallScripts(*history->current().manifest);
  if (std::all_of(scripts.begin(), scripts.end(),
                  [](const auto& script) { return IsKnownBuild(script.second); }))
    return false;
  const History::Entry& first = history->earlier().front();
  if (!InstallScripts(*first.manifest).empty()) return false;
  return first.published && history->current().published &&
         *history->current().published - *first.published <= kArmedWindow;
}

class Reporter {
 public:
  Reporter(const Packument& packument, const History& history, UnixMillis now,
           const ContentChange* change, Sink& sink)
      : packument_(packument), history_(history), now_(now), change_(change), sink_(sink) {}

  void Tell(const Added& added, const DependencyLookup& lookup) {
    const std::string_view source = SpecSource(added.spec);
    Values values = {{"name", std::string(added.name)},
                     {"spec", std::string(added.spec)},
                     {"scope", std::string(added.scope)},
                     {"source", std::string(source)}};
    if (history_.previous() != nullptr)
      values.emplace_back("step", StepOf(history_.current().version, history_.previous()->version));
    if (change_ != nullptr) {
      values.emplace_back("manifest-only", YesNo(change_->manifest_only));
      const auto& unused = change_->unused;
      values.emplace_back("unused", YesNo(std::binary_search(unused.begin(), unused.end(),
                                                             std::string(added.name))));
    }
    const auto spec = NpmSpec::Parse(added.spec, {});
    const bool alias = spec && spec->kind == NpmSpec::Kind::kAlias;
    if (spec && spec->FromRegistry())
      TellPackage(lookup(alias ? std::string_view(spec->alias_name) : added.name), spec->text,
                  values);
    Add(added, values);
  }

 private:
  using Values = std::vector<std::pair<std::string_view, std::string>>;

  void TellPackage(const DependencyAnswer& answer, const std::string& wanted, Values& values) {
    switch (answer.state) {
      case DependencyState::kMissing:
        values.emplace_back("state", "missing");
        return;
      case DependencyState::kUnknown:
        values.emplace_back("state", "unknown");
        return;
      case DependencyState::kFound:
        break;
    }
    const Packument& theirs = *answer.packument;
    values.emplace_back("claims", answer.claims);
    values.emplace_back("family", FamilyOf(packument_, history_, theirs));
    const auto resolved = answer.resolved.empty() ? PickVersion(theirs, wanted)
                                                  : std::optional<std::string>(answer.resolved);
    const ::Manifest* const manifest = resolved ? theirs.Find(*resolved) : nullptr;
    if (manifest == nullptr) {
      values.emplace_back("state", "no-version");
      return;
    }
    values.emplace_back("state", "found");
    values.emplace_back("resolved", manifest->version);
    const UnixMillis then = history_.current().published.value_or(now_);
    const auto hours = [&](const std::optional<UnixMillis>& since) {
      return since ? std::to_string(std::max<UnixMillis>(0, then - *since) / kHour) : std::string();
    };
    values.emplace_back("age-hours", hours(manifest->published));
    values.emplace_back("package-age-hours", hours(theirs.created));
    values.emplace_back("versions", std::to_string(theirs.versions.size()));
    if (manifest->publisher)
      values.emplace_back("publisher", manifest->publisher->person.name.View());
    values.emplace_back("armed", YesNo(IsArmed(theirs, manifest->version)));
  }

  void Add(const Added& added, const Values& values) {
    std::vector<KeyText> texts;
    texts.reserve(values.size());
    for (const auto& [key, text] : values) texts.push_back({.key = key, .text = text});
    Evidence evidence = RegistryPlace(packument_, history_.current().manifest->version);
    evidence.snippet =
        Untrusted("\"" + std::string(added.name) + "\": \"" + std::string(added.spec) + "\"");
    sink_.Add(FactKind::kPublishDependencyAdded, Phase::kUnknown, std::move(evidence), texts);
  }

  const Packument& packument_;
  const History& history_;
  UnixMillis now_;
  const ContentChange* change_;
  Sink& sink_;
};

}  // namespace

std::vector<std::string> AddedDependencies(const Packument& packument, std::string_view version) {
  const auto history = History::Before(packument, version);
  if (!history || history->previous() == nullptr) return {};
  std::vector<std::string> names;
  for (const Added& added : AddedIn(*history->current().manifest, *history->previous()->manifest)) {
    const auto spec = NpmSpec::Parse(added.spec, {});
    if (!spec || !spec->FromRegistry()) continue;
    names.push_back(spec->kind == NpmSpec::Kind::kAlias ? spec->alias_name
                                                        : std::string(added.name));
  }
  return names;
}

Facts ExtractAddedDependencies(const Packument& packument, std::string_view version, UnixMillis now,
                               const DependencyLookup& lookup, const ContentChange* change) {
  const auto history = History::Before(packument, version);
  if (!history || history->previous() == nullptr) return {};
  Sink sink;
  Reporter reporter(packument, *history, now, change, sink);
  for (const Added& added : AddedIn(*history->current().manifest, *history->previous()->manifest))
    reporter.Tell(added, lookup);
  return std::move(sink).Take();
}

}  // namespace facts
