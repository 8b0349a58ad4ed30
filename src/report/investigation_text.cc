#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "report/escape.h"
#include "report/investigation_report.h"

namespace report {
namespace {

constexpr std::size_t kShown = 20;
constexpr std::size_t kCommitDigits = 10;

std::string_view SayOf(InstallChance chance) {
  switch (chance) {
    case InstallChance::kHappened:
      return "it was on this machine";
    case InstallChance::kPossible:
      return "an install was possible while the incident lasted";
    case InstallChance::kTooEarly:
      return "taken out before the incident began";
    case InstallChance::kTooLate:
      return "brought in after the releases were gone";
  }
  return "";
}

class Writer {
 public:
  Writer(const Investigation& investigation, const TextOptions& options)
      : investigation_(investigation), options_(options) {}

  std::string Write() {
    std::size_t quiet = 0;
    for (const Incident& incident : investigation_.incidents) {
      const auto seen = SightingsOf(incident);
      if (seen.empty()) {
        ++quiet;
        continue;
      }
      TellIncident(incident, seen);
    }
    if (quiet > 0)
      Line("", fmt::format("{} of {}: no trace", Count(quiet, "incident"),
                           investigation_.incidents.size()));
    TellExposed();
    TellExamined();
    const std::string_view answer = investigation_.IsHit()
                                        ? "You were hit, or can have been."
                                        : "Nothing was seen in what was examined.";
    out_ +=
        "\n" + Paint(answer, investigation_.IsHit() ? Tone::kBad : Tone::kGood, options_) + "\n";
    return std::move(out_);
  }

 private:
  static std::string Count(std::size_t count, std::string_view what) {
    return fmt::format("{} {}{}", HumanCount(count), what, count == 1 ? "" : "s");
  }

  void Line(std::string_view indent, std::string_view text) {
    out_ += fmt::format("{}{}\n", indent, text);
  }

  [[nodiscard]] std::vector<const Sighting*> SightingsOf(const Incident& incident) const {
    std::vector<const Sighting*> seen;
    for (const Sighting& sighting : investigation_.sightings)
      if (sighting.incident == incident.id) seen.push_back(&sighting);
    return seen;
  }

  void TellIncident(const Incident& incident, const std::vector<const Sighting*>& seen) {
    out_ += Paint(fmt::format("{}  {}", incident.id, ForTerminal(Untrusted(incident.title))),
                  Tone::kStrong, options_) +
            "\n\n";
    for (std::size_t i = 0; i < std::min(seen.size(), kShown); ++i) TellSighting(*seen[i]);
    if (seen.size() > kShown) Line("  ", fmt::format("and {} more", seen.size() - kShown));
    out_ += "\n";
    TellQuestions(incident, seen);
    out_ += "\n";
    Line("", "What to do, in this order:");
    for (std::size_t i = 0; i < incident.remediation.size(); ++i)
      Line("  ", fmt::format("{}. {}", i + 1, Steps(incident.remediation[i])));
    out_ += "\n";
  }

  void TellSighting(const Sighting& sighting) {
    std::string what = sighting.package.empty()
                           ? std::string("a file of the attack")
                           : Escape(sighting.package + "@" + sighting.version, 120);
    std::string place = ForTerminal(sighting.place);
    if (sighting.line > 0) place += fmt::format(":{}", sighting.line);
    out_ += fmt::format("  {:<9} {}  {}\n", NameOf(sighting.kind),
                        Paint(what, Tone::kBad, options_), place);
    std::string when;
    if (!sighting.commit.empty())
      when = fmt::format("commit {} of {}", sighting.commit.substr(0, kCommitDigits),
                         FormatTime(sighting.since.value_or(0)));
    else if (sighting.since)
      when = FormatTime(*sighting.since);
    if (!sighting.removed_by.empty())
      when += fmt::format(", taken out by {} of {}", sighting.removed_by.substr(0, kCommitDigits),
                          FormatTime(sighting.until.value_or(0)));
    if (!sighting.branches.empty()) {
      std::vector<std::string> names;
      for (const Untrusted& branch : sighting.branches) names.push_back(ForTerminal(branch, 60));
      when += ", on " + Join(names, ", ");
    }
    if (!when.empty()) when += ": ";
    Line("            ", when + std::string(SayOf(sighting.install)));
  }

  /// Wrapped below its number, which stands in the first line's indent.
  [[nodiscard]] std::string Steps(const std::string& text) const {
    constexpr int kIndent = 5;
    return std::string(Trim(Wrap(ForTerminal(Untrusted(text)), kIndent, options_)));
  }

  void Answer(std::string_view question, const std::string& answer) {
    Line("  ", Paint(question, Tone::kStrong, options_));
    Line("", Wrap(answer, 4, options_));
  }

  /// The questions that victims ask, in the order in which they do.
  void TellQuestions(const Incident& incident, const std::vector<const Sighting*>& seen) {
    std::size_t releases = 0;
    for (const auto& [name, versions] : incident.releases) releases += versions.size();
    std::vector<std::string> here;
    std::vector<std::string> commits;
    for (const Sighting* sighting : seen) {
      if (!sighting->package.empty())
        here.push_back(Escape(sighting->package + "@" + sighting->version, 120));
      if (!sighting->commit.empty() && sighting->install == InstallChance::kPossible)
        commits.push_back(sighting->commit.substr(0, kCommitDigits));
    }
    for (auto* list : {&here, &commits}) {
      std::sort(list->begin(), list->end());
      list->erase(std::unique(list->begin(), list->end()), list->end());
    }
    std::string versions = fmt::format("{} of {}", Count(releases, "release"),
                                       Count(incident.releases.size(), "package"));
    if (!incident.names.empty())
      versions += fmt::format("; every version of {}", Count(incident.names.size(), "package"));
    if (!here.empty()) versions += "; seen here: " + Join(here, ", ");
    if (!incident.incomplete.empty())
      versions +=
          "; known to be missing in the list: " + ForTerminal(Untrusted(incident.incomplete));
    Answer("Which versions exactly?", versions);
    const std::string from = incident.from ? FormatTime(*incident.from) : "not known";
    const std::string to = incident.to ? FormatTime(*incident.to) : "not known";
    Answer("Since what minute?",
           fmt::format("{} to {}. {}", from, to, ForTerminal(Untrusted(incident.window_note))));
    Answer("Are older versions safe?",
           incident.names.empty()
               ? "Nothing is known against a version that is not listed."
               : "Of packages that were never honest, none is. Of the others, nothing is known "
                 "against a version that is not listed.");
    Answer("Is installing again enough?",
           "No. What an install script does is done outside node_modules, and attackers tidy up "
           "after themselves: a clean folder proves nothing.");
    Answer(
        "How is one machine checked?",
        fmt::format("`sallyport incident {}` in each project on it, and `sallyport incident {} /` "
                    "for an image or a backup. It looks at lockfiles and their history, installed "
                    "packages, caches and {}.",
                    incident.id, incident.id,
                    Count(incident.files.size(), "file") + " the attack leaves"));
    Answer("Was a CI run hit?",
           commits.empty()
               ? "No lockfile in the history named a poisoned release while it could be had; runs "
                 "that install without a lockfile are not covered."
               : fmt::format("Every run that installed with scripts from {} to {} at {} or after.",
                             from, to, Join(commits, ", ")));
    Answer("Which release is clean?",
           "One that is not listed: the last before the window, with the whole tree below it "
           "pinned, or what was made after the incident.");
  }

  void TellExposed() {
    if (investigation_.exposed.empty()) return;
    Line("", "An install script on this machine could have read:");
    std::string kind;
    for (const ExposedCredential& credential : investigation_.exposed) {
      if (credential.kind != kind) Line("  ", credential.kind);
      kind = credential.kind;
      Line("    ", ForTerminal(credential.place));
    }
  }

  void TellExamined() {
    std::vector<std::string> counts;
    for (const auto& [what, count] : investigation_.examined)
      counts.push_back(fmt::format("{} {}", HumanCount(count), what));
    out_ += "\n";
    Line("", Wrap("Examined: " + Join(counts, ", ") + ".", 0, options_));
    for (const Unexamined& unexamined : investigation_.unexamined)
      Line("", fmt::format("Not examined: {}: {}", ForTerminal(unexamined.place),
                           Escape(unexamined.why, 200)));
  }

  const Investigation& investigation_;
  const TextOptions& options_;
  std::string out_;
};

}  // namespace

std::string WriteInvestigationText(const Investigation& investigation, const TextOptions& options) {
  return Writer(investigation, options).Write();
}

}  // namespace report
