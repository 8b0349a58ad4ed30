#include <fmt/format.h>

#include "base/text.h"
#include "formats/json.h"
#include "judge.h"

namespace recall {
namespace {

constexpr double kWanted = 0.95;

struct Counts {
  int as_severe = 0;  ///< at least as the case demands
  int milder = 0;     ///< flagged, but not as severely
  int all = 0;

  [[nodiscard]] int missed() const { return all - as_severe - milder; }
  void Add(const Counts& other) {
    as_severe += other.as_severe;
    milder += other.milder;
    all += other.all;
  }
};

/// Milder than demanded, and still something that the built-in policy would warn of or a report
/// shows as more than a remark.
bool IsFlaggedAtAll(const Outcome& outcome) {
  return !outcome.rule.empty() && outcome.worst >= Severity::kMedium;
}

}  // namespace

int CheckEvasions(const Judge& judge, const std::vector<Case>& cases, std::string_view lines) {
  std::map<std::string, const Case*, std::less<>> by_id;
  for (const Case& one : cases) by_id.emplace(one.id, &one);
  std::map<std::string, Counts> transforms;
  Counts total;
  for (const std::string_view line : Split(lines, '\n')) {
    if (line.empty()) continue;
    const auto document = formats::json::Parse(line);
    if (!document) Stop(document.error().message);
    const auto object = document->root().AsObject();
    const auto id = object ? object->FindString("case") : std::nullopt;
    const auto transform = object ? object->FindString("transform") : std::nullopt;
    if (!id || !transform || !by_id.contains(*id)) Stop("a line of EVASIONS names no case");
    const Case& one = *by_id.find(*id)->second;
    std::vector<CardSample::File> files;
    for (const formats::json::Member& member : object->MembersOf("files"))
      files.push_back({.path = std::string(member.key),
                       .content = WithoutInertLines(member.value.AsString().value_or(""))});
    const Outcome outcome = judge.Worst(files, one.poisoned.previous);
    const bool as_severe = !outcome.rule.empty() && outcome.worst >= one.severity;
    const bool milder = !as_severe && IsFlaggedAtAll(outcome);
    const Counts count{.as_severe = as_severe ? 1 : 0, .milder = milder ? 1 : 0, .all = 1};
    transforms[std::string(*transform)].Add(count);
    total.Add(count);
    if (as_severe) continue;
    fmt::print("{:9} {} by {}: wanted {}, saw {} {}\n", milder ? "milder" : "missed", one.id,
               *transform, NameOf(one.severity), outcome.rule.empty() ? "nothing" : outcome.rule,
               outcome.rule.empty() ? "" : NameOf(outcome.worst));
  }
  const auto print = [](std::string_view name, const Counts& counts) {
    fmt::print("{:30} {:4} of {:4} as severe, {:3} milder, {:3} missed\n", name, counts.as_severe,
               counts.all, counts.milder, counts.missed());
  };
  for (const auto& [name, counts] : transforms) print(name, counts);
  print("all", total);
  const double share = total.all == 0 ? 0 : static_cast<double>(total.as_severe) / total.all;
  fmt::print("{:.1f} % of the evasions are flagged as severely as the case demands\n", share * 100);
  return share < kWanted ? 1 : 0;
}

}  // namespace recall
