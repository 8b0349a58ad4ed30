// Tells the attacks of the past as a story: at each minute, what had just happened, and what
// Sallyport answers to somebody who asks then. `replay_story [NAME...]`, all incidents by default.
// Exit status 0 when every answer was the one that should have been given.

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>

#include "base/text.h"
#include "report/escape.h"
#include "report/style.h"
#include "trust/incidents.h"
#include "trust/stand.h"

namespace replay {
namespace {

constexpr std::size_t kIndent = 2;
constexpr std::size_t kEvidence = 8;  ///< where the text behind the longest verdict begins

report::TextOptions StyleOfTerminal() {
  constexpr unsigned kNarrowest = 40;
  constexpr unsigned kWidest = 110;
  const bool terminal = isatty(STDOUT_FILENO) == 1;
  report::TextOptions options{.width = 100, .color = terminal};
  winsize size{};
  if (terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    options.width = std::clamp<unsigned>(size.ws_col, kNarrowest, kWidest);
  return options;
}

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

/// "2026-06-17 01:12" of "2026-06-17T01:12:00Z".
std::string MinuteOf(std::string_view time) {
  return ReplaceAll(std::string(time.substr(0, time.rfind(':'))), "T", " ");
}

std::string Describe(const Fact& fact) {
  std::string text = fmt::format("{}:", InfoOf(fact.kind).name);
  for (const FactValue& value : fact.values)
    text += fmt::format("{} {} {}", text.back() == ':' ? "" : ",", value.key,
                        report::ForTerminal(value.text, 60));
  return text;
}

/// The findings that decided, each with what was observed.
void TellFindings(const Assessment& assessment, const report::TextOptions& options) {
  for (const JudgedFinding& judged : assessment.findings) {
    const Action action = judged.verdict.action;
    if (action != assessment.verdict.action || action == Action::kAllow) continue;
    fmt::print(
        "{}\n",
        report::Hang(report::Paint(fmt::format("{:5}", NameOf(action)), ToneOf(action), options),
                     fmt::format("{} ({})", judged.finding.title, judged.finding.rule), kIndent,
                     options));
    for (const Fact& fact : judged.finding.facts) {
      const std::string lines = report::Hang("-", Describe(fact), kEvidence, options);
      fmt::print("{}\n", report::Paint(lines, report::Tone::kFaint, options));
    }
  }
}

struct Tally {
  std::size_t asked = 0;
  std::size_t right = 0;
};

void Tell(const Incident& incident, const report::TextOptions& options, Tally& tally) {
  fmt::print("{}\n\n", report::Paint(incident.title, report::Tone::kStrong, options));
  Registry registry;
  for (const Release& release : incident.releases) registry.Publish(release);
  for (const Moment& moment : incident.moments) {
    ++tally.asked;
    registry.SetNow(moment.time);
    const auto assessment = Stand(registry).Vet(moment.thing);
    fmt::print("{}\n",
               report::Hang(report::Paint(MinuteOf(moment.time), report::Tone::kPlace, options),
                            moment.story, kIndent, options));
    fmt::print("  $ sallyport vet {}\n", moment.thing);
    if (!assessment) {
      fmt::print("  {}\n\n", assessment.error().message);
      continue;
    }
    const Action action = assessment->verdict.action;
    if (action == Action::kAllow) {
      fmt::print("  {}\n", report::Paint(NameOf(action), ToneOf(action), options));
    }
    TellFindings(*assessment, options);
    fmt::print("\n");
    if (NameOf(action) == moment.verdict) ++tally.right;
  }
}

}  // namespace
}  // namespace replay

int main(int argc, char** argv) {
  const report::TextOptions options = replay::StyleOfTerminal();
  const std::vector<std::string> wanted(argv + 1, argv + argc);
  fmt::print(
      "{}\n\n",
      report::Wrap("Each question is asked on a machine that knows nothing yet, of a registry "
                   "on this machine that shows what was there at that minute (UTC). Nothing "
                   "of a package is run.",
                   0, options));
  replay::Tally tally;
  for (const replay::Incident& incident : replay::AllIncidents()) {
    const bool named = std::find(wanted.begin(), wanted.end(), incident.name) != wanted.end();
    if (wanted.empty() || named) replay::Tell(incident, options, tally);
  }
  if (tally.asked == 0) {
    fmt::print("there is no such story\n");
    return 2;
  }
  fmt::print("{} of {} answers are what they should have been\n", tally.right, tally.asked);
  return tally.right == tally.asked ? 0 : 1;
}
