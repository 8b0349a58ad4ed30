#include "facts/publish/release_facts.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "facts/publish/publish_facts.h"

namespace facts {
namespace {

constexpr UnixMillis kMinute = 60'000;
constexpr UnixMillis kHour = 60 * kMinute;
constexpr UnixMillis kDay = 24 * kHour;
constexpr UnixMillis kDormant = 365 * kDay;
constexpr UnixMillis kBurst = 2 * kHour;
/// Removals count when they happened around this version: npm lets owners unpublish for 72 hours.
constexpr UnixMillis kRemovedWindow = 7 * kDay;
constexpr std::uint64_t kInflatedNumber = 90;
constexpr std::uint64_t kInflatedStep = 20;
constexpr std::uint64_t kSizeTimes = 4;
constexpr std::uint64_t kSizeStep = 512 * 1024;

class Reporter {
 public:
  Reporter(const Packument& packument, const History& history, UnixMillis now, Sink& sink)
      : packument_(packument),
        history_(history),
        now_(now),
        sink_(sink),
        current_(history.current()) {}

  void TellAll() {
    TellDormancy();
    TellSeveralLines();
    TellOrder();
    TellInflation();
    TellRemoved();
    TellPlaceholder();
    TellDeprecation();
    TellSize();
  }

 private:
  void Add(FactKind kind, std::string_view snippet, std::initializer_list<KeyText> values) {
    Evidence evidence = RegistryPlace(packument_, current_.manifest->version);
    evidence.snippet = Untrusted(snippet);
    sink_.Add(kind, Phase::kUnknown, std::move(evidence), values);
  }

  void TellDormancy() {
    if (!current_.published || history_.earlier().empty()) return;
    std::vector<UnixMillis> dates;
    std::optional<UnixMillis> last_in_line;
    for (const auto& entry : history_.earlier())
      if (entry.published) dates.push_back(*entry.published);
    for (const auto* entry : history_.line())
      if (entry->published) last_in_line = entry->published;
    if (dates.empty()) return;
    const UnixMillis pause = *current_.published - dates.back();
    const UnixMillis line_pause = last_in_line ? *current_.published - *last_in_line : 0;
    if (std::max(pause, line_pause) < kDormant) return;
    std::vector<UnixMillis> pauses;
    for (std::size_t i = 1; i < dates.size(); ++i) pauses.push_back(dates[i] - dates[i - 1]);
    std::sort(pauses.begin(), pauses.end());
    const std::string typical =
        pauses.empty() ? "" : std::to_string(pauses[pauses.size() / 2] / kDay);
    Add(FactKind::kPublishDormant, {},
        {{"days", std::to_string(std::max(pause, line_pause) / kDay)},
         {"typical-days", typical},
         {"line", YesNo(pause < kDormant)}});
  }

  void TellSeveralLines() {
    if (!current_.published) return;
    std::vector<Version> lines = {current_.version};
    std::vector<std::string> versions;
    UnixMillis widest = 0;
    for (const ::Manifest& manifest : packument_.versions) {
      if (!manifest.published || &manifest == current_.manifest) continue;
      const UnixMillis apart = *manifest.published > *current_.published
                                   ? *manifest.published - *current_.published
                                   : *current_.published - *manifest.published;
      if (apart > kBurst) continue;
      const auto version = Version::Parse(manifest.version, SemVerMode::kLoose);
      if (!version || version->IsPrerelease()) continue;
      versions.push_back(manifest.version);
      widest = std::max(widest, apart);
      if (std::none_of(lines.begin(), lines.end(),
                       [&](const Version& each) { return SameLine(each, *version); }))
        lines.push_back(*version);
    }
    if (lines.size() < 2) return;
    Add(FactKind::kPublishSeveralLines, Join(versions, " "),
        {{"lines", std::to_string(lines.size())},
         {"minutes", std::to_string(widest / kMinute)},
         {"versions", std::to_string(versions.size() + 1)}});
  }

  void TellOrder() {
    const History::Entry* higher = nullptr;
    for (const auto* entry : history_.line()) {
      if (entry->version.IsPrerelease() || !(current_.version < entry->version)) continue;
      if (higher == nullptr || higher->version < entry->version) higher = entry;
    }
    if (higher == nullptr || current_.version.IsPrerelease()) return;
    const bool dated = higher->published && current_.published;
    Add(FactKind::kPublishOutOfOrder, {},
        {{"higher", higher->manifest->version},
         {"days", dated ? std::to_string((*current_.published - *higher->published) / kDay) : ""}});
  }

  void TellInflation() {
    const Version& now = current_.version;
    const auto calendar = [](std::uint64_t major) { return major >= 2000 && major <= 2100; };
    const History::Entry* const previous = history_.previous();
    if (previous == nullptr) {
      if (now.major < kInflatedNumber || calendar(now.major)) return;
      Add(FactKind::kPublishInflated, {}, {{"version", current_.manifest->version}});
      return;
    }
    if (now.major < previous->version.major + kInflatedStep || calendar(now.major)) return;
    Add(FactKind::kPublishInflated, {},
        {{"version", current_.manifest->version}, {"previous", previous->manifest->version}});
  }

  void TellRemoved() {
    if (!current_.published) return;
    const std::pair<std::string, UnixMillis>* newest = nullptr;
    std::size_t count = 0;
    for (const auto& removed : packument_.removed_versions) {
      const UnixMillis before = *current_.published - removed.second;
      // Also what came after this version and is gone: the same hands may have made both.
      if (before > kRemovedWindow || before < -kRemovedWindow) continue;
      ++count;
      if (newest == nullptr || newest->second < removed.second) newest = &removed;
    }
    if (newest == nullptr) return;
    Add(FactKind::kPublishRemoved, newest->first,
        {{"count", std::to_string(count)},
         {"newest", newest->first},
         {"days", std::to_string(std::max<UnixMillis>(0, now_ - newest->second) / kDay)}});
  }

  void TellPlaceholder() {
    for (const ::Manifest& manifest : packument_.versions) {
      if (!manifest.version.ends_with("-security")) continue;
      // A name that the registry held and then gave away is its new owner's: what the placeholder
      // tells holds while it is the latest there is. Its date tells nothing: mirrors make their
      // own.
      const bool latest = std::any_of(
          packument_.dist_tags.begin(), packument_.dist_tags.end(),
          [&](const auto& tag) { return tag.first == "latest" && tag.second == manifest.version; });
      if (!latest && &manifest != current_.manifest) continue;
      Add(FactKind::kPublishPlaceholder, manifest.description.View(),
          {{"version", manifest.version}});
      return;
    }
  }

  void TellDeprecation() {
    const std::string_view text = current_.manifest->deprecated.View();
    if (text.empty()) return;
    Add(FactKind::kPublishDeprecated, text, {{"says", WhatItSays(ToLower(text))}, {"text", text}});
  }

  static std::string_view WhatItSays(std::string_view text) {
    constexpr std::array<std::string_view, 8> kCompromised = {"malware", "malicious",   "compromis",
                                                              "hijack",  "backdoor",    "trojan",
                                                              "stolen",  "unauthorized"};
    constexpr std::array<std::string_view, 4> kSecurity = {"security", "vulnerab", "cve-", "ghsa-"};
    const auto names = [&](const auto& words) {
      return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
        return text.find(word) != std::string_view::npos;
      });
    };
    if (names(kCompromised)) return "compromised";
    return names(kSecurity) ? "security" : "other";
  }

  void TellSize() {
    if (history_.previous() == nullptr) return;
    const Dist& now = current_.manifest->dist;
    const Dist& was = history_.previous()->manifest->dist;
    if (!now.unpacked_size || !was.unpacked_size || *was.unpacked_size == 0) return;
    const std::uint64_t times = *now.unpacked_size / *was.unpacked_size;
    if (times < kSizeTimes || *now.unpacked_size - *was.unpacked_size < kSizeStep) return;
    const auto text = [](const std::optional<std::uint64_t>& count) {
      return count ? std::to_string(*count) : std::string();
    };
    Add(FactKind::kPublishSizeJump, {},
        {{"bytes", text(now.unpacked_size)},
         {"was", text(was.unpacked_size)},
         {"files", text(now.file_count)},
         {"files-were", text(was.file_count)},
         {"times", std::to_string(times)}});
  }

  const Packument& packument_;
  const History& history_;
  UnixMillis now_;
  Sink& sink_;
  const History::Entry& current_;
};

}  // namespace

void TellRelease(const Packument& packument, const History& history, UnixMillis now, Sink& sink) {
  Reporter(packument, history, now, sink).TellAll();
}

}  // namespace facts
