#pragma once

#include <span>
#include <string>

#include "model/assessment.h"
#include "model/rule_card.h"

/// Pieces of the HTML report, each a whole element.
namespace report {

/// The whole page; `first` (elements, escaped already) stands between the verdict and the findings.
[[nodiscard]] std::string HtmlPage(const Assessment& assessment, std::span<const RuleCard> cards,
                                   std::string_view first);

/// The words for an action, a phase: "Blocked", "when it is installed".
[[nodiscard]] std::string_view HeadlineOf(Action action);
[[nodiscard]] std::string_view PhaseTitle(Phase phase);

/// A finding as a card: what, who, how sure, the chain or the places, source beside them, what they
/// turn into, what to do.
[[nodiscard]] std::string HtmlFinding(const Assessment& assessment, const JudgedFinding& judged,
                                      std::span<const RuleCard> cards);

/// Capabilities of one package by phase.
[[nodiscard]] std::string HtmlCapabilities(const PackageAssessment& package);

/// Some Markdown of our own cards: paragraphs, lists and code spans. Everything is escaped.
[[nodiscard]] std::string HtmlProse(std::string_view markdown);

}  // namespace report
