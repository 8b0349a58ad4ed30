#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "model/assessment.h"
#include "model/rule_card.h"
#include "report/style.h"

namespace report {

enum class Format : std::uint8_t { kText, kJson, kSarif, kMarkdown, kJunit, kHtml };
[[nodiscard]] std::string_view FormatName(Format format);
[[nodiscard]] std::optional<Format> FindFormat(std::string_view name);

/// The whole assessment in one format, ending with a newline. `cards` are those that were in force:
/// SARIF lists them, text takes "what to do" from them. The same assessment gives the same bytes,
/// but for Stats::seconds and peak_memory_bytes.
[[nodiscard]] std::string Write(const Assessment& assessment, std::span<const RuleCard> cards,
                                Format format, const TextOptions& options);

// One file each; Write picks.
[[nodiscard]] std::string WriteText(const Assessment& assessment, std::span<const RuleCard> cards,
                                    const TextOptions& options);
/// docs/schema/report.schema.json describes it.
[[nodiscard]] std::string WriteJson(const Assessment& assessment);
/// SARIF 2.1.0 (OASIS), one run.
[[nodiscard]] std::string WriteSarif(const Assessment& assessment, std::span<const RuleCard> cards);
/// GitHub-flavoured Markdown for a pull request comment.
[[nodiscard]] std::string WriteMarkdown(const Assessment& assessment,
                                        std::span<const RuleCard> cards);
/// One page that needs nothing else: no script, no picture, nothing from the network; dark or light
/// as the reader has it. Source beside the findings where Assessment::excerpts has it.
[[nodiscard]] std::string WriteHtml(const Assessment& assessment, std::span<const RuleCard> cards);
/// One test case per package; a blocked package is a failure, and so is a warned one in
/// `system-out` only.
[[nodiscard]] std::string WriteJunit(const Assessment& assessment);

/// "name@version" of a package, the folder's path when it has no name, the project's name for the
/// root.
[[nodiscard]] Untrusted LabelOf(const Inventory& inventory, PackageIndex package);
/// The same for what a finding or remark is about: the project when there is no package.
[[nodiscard]] Untrusted LabelOf(const Assessment& assessment,
                                const std::optional<PackageIndex>& package);

/// nullptr when no card of that id is among them.
[[nodiscard]] const RuleCard* FindCard(std::span<const RuleCard> cards, std::string_view id);

/// "package.json:12:18"; the file alone when there is no line.
[[nodiscard]] Untrusted PlaceOf(const Evidence& evidence);

}  // namespace report
