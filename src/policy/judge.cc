#include "policy/judge.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "policy/glob.h"

namespace policy {

namespace {

bool AnyGlob(const std::vector<std::string>& globs, std::string_view text) {
  return std::any_of(globs.begin(), globs.end(),
                     [&](const std::string& glob) { return MatchesGlob(glob, text); });
}

bool CoversSubject(const PolicyLine& line, const Subject& subject) {
  if (line.production && *line.production != subject.production) return false;
  if (line.packages.empty()) return true;
  if (subject.name.empty()) return false;
  return AnyGlob(line.packages, subject.name) ||
         AnyGlob(line.packages, subject.name + "@" + subject.version);
}

bool CoversFinding(const PolicyLine& line, const Finding& finding) {
  if (line.not_analysed) return false;
  if (!line.rules.empty() && !AnyGlob(line.rules, finding.rule)) return false;
  if (line.severity_at_least && finding.severity < *line.severity_at_least) return false;
  if (line.confidence_at_least && finding.confidence < *line.confidence_at_least) return false;
  if (line.phase && finding.phase != *line.phase) return false;
  return line.status.value_or(CardStatus::kStable) == finding.status;
}

bool CoversGap(const PolicyLine& line, const NotAnalysed& gap) {
  if (!line.not_analysed) return false;
  return !line.phase || (*line.phase == Phase::kInstall && gap.in_install_path);
}

Verdict VerdictOf(const PolicyLine& line, std::string rule) {
  return {.action = line.action, .line = line.text, .origin = line.origin, .rule = std::move(rule)};
}

/// "not affected, says AUTHOR (vex.json: STATEMENT)".
std::string TextOf(const Suppression& said) {
  if (said.stance == Stance::kAccepted) return "suppressed by " + said.owner;
  return fmt::format("{}, says {} ({})", ReplaceAll(std::string(NameOf(said.stance)), "_", " "),
                     said.owner.empty() ? "nobody named" : Escape(said.owner, 80),
                     Escape(said.statement, 120));
}

Judgement AllowedBy(const Suppression& suppression, const Finding& finding) {
  return {.verdict = {.action = Action::kAllow,
                      .line = TextOf(suppression),
                      .origin = suppression.origin,
                      .rule = finding.rule},
          .suppression = &suppression};
}

bool Acquits(Stance stance) {
  switch (stance) {
    case Stance::kAccepted:
    case Stance::kNotAffected:
    case Stance::kFixed:
      return true;
    case Stance::kUnderInvestigation:
    case Stance::kAffected:
      return false;
  }
  return false;
}

std::string Describe(const Suppression& suppression) {
  return fmt::format(
      "the suppression of `{}` for {}",
      suppression.rule.empty() ? Join(suppression.vulnerabilities, ", ") : suppression.rule,
      suppression.purl.empty() ? "the project" : Quote(suppression.purl));
}

Diagnostic RemarkOn(const Suppression& suppression, Diagnostic::Level level, const char* code,
                    std::string message, std::string help) {
  return {.level = level,
          .code = code,
          .message = std::move(message),
          .file = suppression.origin.file,
          .position = {.line = suppression.origin.line, .column = 1},
          .help = std::move(help)};
}

}  // namespace

Judgement Judge(const Policy& policy, const Statements& statements, const Finding& finding,
                const Subject& subject, UnixMillis now) {
  for (const Suppression& suppression : policy.suppressions) {
    if (Covers(suppression, finding, subject, now)) return AllowedBy(suppression, finding);
  }
  const Suppression* const said = statements.Deciding(finding, subject, now);
  if (said != nullptr && Acquits(said->stance)) return AllowedBy(*said, finding);
  for (const PolicyLine& line : policy.lines) {
    if (!CoversFinding(line, finding) || !CoversSubject(line, subject)) continue;
    Verdict verdict = VerdictOf(line, finding.rule);
    const bool preview = finding.status == CardStatus::kPreview;
    if (preview && verdict.action == Action::kBlock) verdict.action = Action::kWarn;
    return {.verdict = std::move(verdict)};
  }
  return {.verdict = {.action = Action::kAllow, .line = "no line holds", .rule = finding.rule}};
}

Judgement Judge(const Policy& policy, const Finding& finding, const Subject& subject,
                UnixMillis now) {
  return Judge(policy, Statements(policy.statements), finding, subject, now);
}

Verdict JudgeNotAnalysed(const Policy& policy, const NotAnalysed& gap, const Subject& subject) {
  for (const PolicyLine& line : policy.lines) {
    if (CoversGap(line, gap) && CoversSubject(line, subject)) return VerdictOf(line, {});
  }
  return {.action = Action::kAllow, .line = "no line holds"};
}

Verdict Worst(std::span<const Verdict> verdicts) {
  Verdict worst{.action = Action::kAllow, .line = "no finding"};
  bool first = true;
  for (const Verdict& verdict : verdicts) {
    if (first || verdict.action > worst.action) worst = verdict;
    first = false;
  }
  return worst;
}

Diagnostics ReviewSuppressions(const Policy& policy, std::span<const Suppression* const> used,
                               UnixMillis now) {
  Diagnostics diagnostics;
  for (const Suppression& suppression : policy.suppressions) {
    if (suppression.expires && now >= *suppression.expires) {
      diagnostics.push_back(
          RemarkOn(suppression, Diagnostic::Level::kWarning, "P006",
                   fmt::format("{} expired on {} and no longer holds", Describe(suppression),
                               FormatTime(*suppression.expires).substr(0, 10)),
                   fmt::format("{} should look again: renew it with a new date, or take it out",
                               suppression.owner)));
    } else if (std::find(used.begin(), used.end(), &suppression) == used.end()) {
      diagnostics.push_back(RemarkOn(suppression, Diagnostic::Level::kNote, "P007",
                                     Describe(suppression) + " covers nothing that was found",
                                     "take it out when its reason is gone"));
    }
  }
  return diagnostics;
}

}  // namespace policy
