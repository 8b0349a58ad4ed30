// Tells the attacks of the past as a story: at each minute, what had just happened, and what
// Sallyport answers to somebody who asks then. `replay_story [NAME...]`, all incidents by default.

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "report/escape.h"
#include "report/style.h"
#include "trust/incidents.h"
#include "trust/stand.h"

namespace replay {
namespace {

report::Tone ToneOf(Action action) {
  switch (action) {
    case Action::kBlock:
      return report::Tone::kBad;
    case Action::kWarn:
      return report::Tone::kWarning;
    case Action::kAllow:
      return report::Tone::kGood;
  }
  return report::Tone::kPlain;
}

/// The findings that decided, each with what was observed.
void TellFindings(const Assessment& assessment, const report::TextOptions& options) {
  for (const JudgedFinding& judged : assessment.findings) {
    if (judged.verdict.action != assessment.verdict.action ||
        judged.verdict.action == Action::kAllow)
      continue;
    fmt::print("      {} ({})\n", judged.finding.title, judged.finding.rule);
    for (const Fact& fact : judged.finding.facts) {
      std::string line(InfoOf(fact.kind).name);
      for (const FactValue& value : fact.values)
        line += fmt::format(" {}={}", value.key, report::ForTerminal(value.text, 60));
      fmt::print("        {}\n", report::Paint(report::CutToWidth(line, options.width - 8),
                                               report::Tone::kFaint, options));
    }
  }
}

/// True when every answer was the one that should have been given.
bool Tell(const Incident& incident, const report::TextOptions& options) {
  fmt::print("{}\n\n", report::Paint(incident.title, report::Tone::kStrong, options));
  Registry registry;
  for (const Release& release : incident.releases) registry.Publish(release);
  bool right = true;
  for (const Moment& moment : incident.moments) {
    registry.SetNow(moment.time);
    const auto assessment = Stand(registry).Vet(moment.thing);
    if (!assessment) {
      fmt::print("  {}\n", assessment.error().message);
      return false;
    }
    const Action action = assessment->verdict.action;
    fmt::print("  {}  {}\n", moment.time, report::Wrap(moment.story, 0, options));
    fmt::print("    $ sallyport vet {}\n    {}\n", moment.thing,
               report::Paint(NameOf(action), ToneOf(action), options));
    TellFindings(*assessment, options);
    fmt::print("\n");
    right = right && NameOf(action) == moment.verdict;
  }
  return right;
}

}  // namespace
}  // namespace replay

int main(int argc, char** argv) {
  const report::TextOptions options{.width = 110, .color = isatty(STDOUT_FILENO) == 1};
  const std::vector<std::string> wanted(argv + 1, argv + argc);
  bool right = true;
  for (const replay::Incident& incident : replay::AllIncidents()) {
    const bool named = std::find(wanted.begin(), wanted.end(), incident.name) != wanted.end();
    if (wanted.empty() || named) right = replay::Tell(incident, options) && right;
  }
  return right ? 0 : 1;
}
