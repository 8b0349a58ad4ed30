#include "report/report.h"

#include <fmt/format.h>

#include <array>

namespace report {

std::string_view FormatName(Format format) {
  switch (format) {
    case Format::kText:
      return "text";
    case Format::kJson:
      return "json";
    case Format::kSarif:
      return "sarif";
    case Format::kMarkdown:
      return "markdown";
    case Format::kJunit:
      return "junit";
    case Format::kHtml:
      return "html";
  }
  return {};
}

std::optional<Format> FindFormat(std::string_view name) {
  for (const Format format : {Format::kText, Format::kJson, Format::kSarif, Format::kMarkdown,
                              Format::kJunit, Format::kHtml}) {
    if (FormatName(format) == name) return format;
  }
  return std::nullopt;
}

std::string Write(const Assessment& assessment, std::span<const RuleCard> cards, Format format,
                  const TextOptions& options) {
  switch (format) {
    case Format::kText:
      return WriteText(assessment, cards, options);
    case Format::kJson:
      return WriteJson(assessment);
    case Format::kSarif:
      return WriteSarif(assessment, cards);
    case Format::kMarkdown:
      return WriteMarkdown(assessment, cards);
    case Format::kJunit:
      return WriteJunit(assessment);
    case Format::kHtml:
      return WriteHtml(assessment, cards);
  }
  return {};
}

Untrusted LabelOf(const Inventory& inventory, PackageIndex index) {
  const Package& package = inventory.at(index);
  if (!package.name) return Untrusted(package.path.empty() ? "this project" : package.path);
  if (package.version.empty()) return Untrusted(package.name->text());
  return Untrusted(package.name->text() + "@" + package.version);
}

Untrusted LabelOf(const Assessment& assessment, const std::optional<PackageIndex>& package) {
  return package ? LabelOf(assessment.inventory, *package) : Untrusted("this project");
}

const RuleCard* FindCard(std::span<const RuleCard> cards, std::string_view id) {
  for (const RuleCard& card : cards) {
    if (card.id == id) return &card;
  }
  return nullptr;
}

Untrusted PlaceOf(const Evidence& evidence) {
  if (evidence.position.line == 0) return evidence.file;
  return Untrusted(fmt::format("{}:{}:{}", evidence.file.View(), evidence.position.line,
                               evidence.position.column));
}

}  // namespace report
