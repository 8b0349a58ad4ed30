#include <fmt/format.h>

#include "base/text.h"
#include "report/escape.h"
#include "sbom_command.h"

namespace {

/// "+ name@1.0.0", "~ name 1.0.0 -> 2.0.0"
std::string Line(const sbom::Change& change) {
  using Kind = sbom::Change::Kind;
  std::string subject = report::ForTerminal(change.subject);
  const std::string before = report::ForTerminal(change.before);
  const std::string after = report::ForTerminal(change.after);
  switch (change.kind) {
    case Kind::kAdded:
      return "+ " + subject;
    case Kind::kRemoved:
      return "- " + subject;
    case Kind::kVersion:
      return fmt::format("~ {} {} -> {}", subject, before, after);
    case Kind::kHash:
      return fmt::format("! {} has other bytes: {} -> {}", subject, before, after);
    case Kind::kLicense:
      return fmt::format("~ {} licence {} -> {}", subject, before.empty() ? "none" : before,
                         after.empty() ? "none" : after);
    case Kind::kScope:
      return fmt::format("~ {} scope {} -> {}", subject, before.empty() ? "none" : before,
                         after.empty() ? "none" : after);
    case Kind::kInstallScript:
      return fmt::format("! {} runs code on installation: {} -> {}", subject, before, after);
    case Kind::kEdgeAdded:
      return fmt::format("+ {} depends on {}", subject, after);
    case Kind::kEdgeRemoved:
      return fmt::format("- {} depends on {}", subject, before);
  }
  return subject;
}

}  // namespace

std::string DiffText(const std::vector<sbom::Change>& changes) {
  std::string out;
  for (const sbom::Change& change : changes) out += Line(change) + "\n";
  out += fmt::format("{} changes\n", HumanCount(changes.size()));
  return out;
}

std::string DiffMarkdown(const std::vector<sbom::Change>& changes) {
  std::string out = "| what | subject | before | after |\n|---|---|---|---|\n";
  for (const sbom::Change& change : changes) {
    out += fmt::format("| {} | {} | {} | {} |\n", NameOf(change.kind),
                       report::ForMarkdown(change.subject), report::ForMarkdown(change.before),
                       report::ForMarkdown(change.after));
  }
  return out;
}

std::string ScoreText(const sbom::Score& score) {
  std::string out;
  for (const sbom::Profile profile :
       {sbom::Profile::kNtia, sbom::Profile::kCisa, sbom::Profile::kBsi}) {
    const auto [met, all] = score.MetOf(profile);
    out += fmt::format("{}: {} of {} fields\n", NameOf(profile), met, all);
    for (const sbom::FieldScore& field : score.fields) {
      if (field.profile != profile) continue;
      out += fmt::format("  {} {}: {} of {}", field.Met() ? "ok " : "-- ", field.field, field.have,
                         field.of);
      if (!field.missing.empty())
        out += fmt::format(", first without: {}", Escape(field.missing, 80));
      out += "\n";
    }
  }
  if (!score.compared) return out;
  out += fmt::format("held against the project: {} untruths\n", score.untruths.size());
  for (const sbom::Untruth& untruth : score.untruths) {
    out += fmt::format("  {} {}", NameOf(untruth.kind), report::ForTerminal(untruth.subject));
    if (!untruth.said.empty()) out += ": says " + report::ForTerminal(untruth.said);
    if (!untruth.found.empty()) out += ", is " + report::ForTerminal(untruth.found);
    out += "\n";
  }
  return out;
}
